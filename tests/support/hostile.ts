import { withDigest, type Evidence } from '../../src/evidence/index.ts'
import { madeUpEvidence, runbookPage } from './made-up.ts'

/** Output that tries to be more than text: markup, script ends, template braces, Markdown, escapes, bidi. */
export const HOSTILE = [
  '<img src=x onerror="window.hacked = 1">',
  '</code></pre></script><script>window.hacked = 1</script>',
  '<!-- {`${window.hacked = 1}`} {window.hacked = 1} -->',
  '&lt;b&gt; &amp; ]]> \u001b[2J \u0000 \u202e',
  "' \" ` $(id) {{ x }} <Step id='y' />",
  '```',
  '````',
  '[hacked](javascript:window.hacked=1) <javascript:window.hacked=1>',
  'Error: failed to call a hostile webhook: <img src=y onerror="window.hacked = 1"></code></mark>',
].join('\n')

/** The same for where a line is the most there can be: versions, names. */
const HOSTILE_LINE = `<img src=x onerror="window.hacked = 1"></title></script><script>window.hacked = 1</script> ' \` ]]> &lt;b&gt; \u202e`

/** Titles come from authors, who may write any script; no control characters then, and no end of the title that Starlight does not escape. */
const TITLE = `The hostile one <img src=x onerror="window.hacked = 1"></script><script>window.hacked = 1</script> ' \` ]]> &lt;b&gt;`

const SAY = { id: 'say', command: 'echo ok', says: HOSTILE }
/** A command may hold any of it too, in quotes. */
export const QUOTE = {
  id: 'quote',
  command: `cat <<'EOF'\n<img src=x onerror="window.hacked = 1">\n</code></pre></script><script>window.hacked = 1</script>\n{window.hacked = 1}\n]]> &lt;b&gt; \`x\`\n[hacked](javascript:window.hacked=1)\nEOF`,
  says: HOSTILE,
}

/** A runbook page whose title, description and commands are hostile. */
export const HOSTILE_PAGE = runbookPage(TITLE, [SAY, QUOTE])

/** Evidence in which every text that a page could show is hostile. */
export function hostileEvidence(hash: string): Evidence {
  const evidence = madeUpEvidence('hostile', hash, [SAY, QUOTE])
  const said = { istio: HOSTILE_LINE, kubernetes: HOSTILE_LINE, kind: HOSTILE_LINE, envoy: HOSTILE_LINE }
  return withDigest({
    ...evidence,
    commit: HOSTILE_LINE,
    variables: { [HOSTILE_LINE]: HOSTILE_LINE },
    versions: { ...evidence.versions, ...said },
    platform: HOSTILE_LINE,
    startState: [HOSTILE_LINE],
  })
}
