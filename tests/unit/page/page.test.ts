import { expect, test } from '@playwright/test'
import { PageError, parsePage } from '../../../src/page/index.ts'

const front = '---\ntitle: T\ndescription: D\n---\n\n'
const step = (attributes: string, command = 'kubectl get pods', title = 'title="T"') =>
  `<Step ${title} ${attributes}>\n\n\`\`\`bash\n${command}\n\`\`\`\n\n</Step>\n\n`
const read = (id = 'a', command?: string) => step(`id="${id}" readOnly success="W"`, command)

async function faults(text: string): Promise<string> {
  const error = await parsePage('x', 'content/runbooks/x.mdx', text).catch((e: unknown) => e)
  expect(error).toBeInstanceOf(PageError)
  return (error as PageError).message
}

test('parsePage keeps the bytes of a command: heredocs, backslashes, indentation', async () => {
  const command = "cat <<'EOF' | \\\n  grep x\n  two  spaces\nEOF"
  const page = await parsePage('x', 'x.mdx', front + read('a', command))
  expect(page.steps[0]?.command).toBe(command)
})

const refused: [promise: string, text: string, says: RegExp][] = [
  ['two commands in one step', front + read('a', 'kubectl get pods\nkubectl get nodes'), /one command, this has 2/],
  ['two commands joined by ;', front + read('a', 'cd x; ls'), /one command, this has 2/],
  ['a comment in a step', front + read('a', 'ls # all'), /no comments/],
  ['a tab in a step', front + read('a', 'ls\t-l'), /no tabs/],
  ['a pipeline whose failure the rest would hide', front + read('a', 'cat x | tee y && ls'), /only the last pipeline/],
  ['a command left in the background', front + read('a', 'kubectl proxy &'), /leaves nothing running/],
  ['a prompt sign', front + read('a', '$ ls'), /prompt sign/],
  [
    'a command left in the background of a subshell',
    front + read('a', '(kubectl proxy &) && ls'),
    /leaves nothing run/,
  ],
  ['a background process in $( )', front + read('a', 'echo "$(kubectl proxy &)"'), /leaves nothing running/],
  ['a background process in a loop', front + read('a', 'for i in 1; do sleep 1 & done'), /leaves nothing running/],
  ['a coprocess', front + read('a', 'coproc kubectl proxy'), /leaves nothing running/],
  ['what bash cannot parse', front + read('a', 'if true'), /bash would not accept/],
  ['a heredoc that nothing closes', front + read('a', 'cat <<EOF\nx\nEOF > file'), /unclosed here-document `EOF`/],
  [
    'a comment behind characters of two UTF-16 units',
    front + read('a', '( echo 😀😀 # all\necho 😀😀 b )'),
    /no comments/,
  ],
  ['a comment inside $( )', front + read('a', 'echo "$(ls # all\n)"'), /no comments/],
  [
    'a block that is not closed',
    `${front}<Step id="a" title="T" readOnly success="W">\n\n\`\`\`bash\nls\n\n</Step>\n\n${read('b')}`,
    /block is not closed/,
  ],
  ['sed -i behind sudo', front + read('a', 'sudo sed -i s/a/b/ file'), /sed -i works differently on BSD/],
  ['grep -P among other options', front + read('a', 'grep -oP "a" file'), /only GNU grep has/],
  ['a redirection of bash alone', front + read('a', 'diff <(ls) file'), /form of redirection/],
  ['a star that zsh would look for', front + read('a', 'kubectl get x -o jsonpath={.items[*].a}'), /zsh would expand/],
  ['a question mark in an address', front + read('a', 'curl http://a/b?c=d'), /zsh would expand http:\/\/a\/b\?c=d/],
  ['a word that zsh takes for a program', front + read('a', '[ a == b ]'), /zsh would expand ==/],
  ['a trap', front + read('a', 'echo ok && trap - RETURN'), /trap replaces the trap/],
  ['exec', front + read('a', 'exec 2>err.txt'), /exec replaces the shell/],
  ['set -e', front + read('a', 'set -eu && ls'), /set changes how the shell of every later step/],
  ['a function named as a builtin', front + read('a', 'printf() { cat; }'), /a function named printf/],
  ['a variable that nobody sets', front + read('a', 'echo "${TEAMM:?}"'), /TEAMM is no variable of this page/],
  [
    'a heading almost named as the clean-up',
    `${front}## Cleanup\n\n${read()}`,
    /is "Clean up" at level 2, not "Cleanup"/,
  ],
  [
    'a default that misses its pattern',
    `---\ntitle: T\ndescription: D\nvariables:\n  - name: TEAM\n    default: Blue\n    pattern: '[a-z]+'\n    description: M.\n---\n\n${read()}`,
    /x\.mdx:6: front matter: variables\[0\]\.default: does not match the pattern/,
  ],
  ['typographic quotes', front + read('a', 'echo “x”'), /typographic/],
  ['the same id twice', front + read('a') + read('a'), /id a is used twice/],
  ['a page without steps', `${front}Only prose.\n`, /at least one <Step>/],
  ['a page without front matter', read(), /front matter/],
  [
    'front matter that is no YAML',
    '---\ntitle: X\ndescription: one: two\n---\n' + read(),
    /x\.mdx:3: front matter: Nested mappings/,
  ],
  ['an unknown attribute', front + step('id="a" readOnly success="W" color="red"'), /no attribute color/],
  ['a step without a title', front + step('id="a" readOnly success="W"', 'ls', ''), /title is missing/],
  ['a title that is a sentence', front + step('id="a" readOnly success="W"', 'ls', 'title="It works."'), /full stop/],
  [
    'Markdown where it is shown as typed',
    front + step('id="a" readOnly success="W"', 'ls', 'title="See **all**"'),
    /title has Markdown/,
  ],
  [
    'a title too long for an outline',
    front + step('id="a" readOnly success="W"', 'ls', `title="${'x'.repeat(49)}"`),
    /48/,
  ],
  ['a step that says not how to tell that it worked', front + step('id="a" readOnly'), /success is missing/],
  ['a step that neither reads nor says what it changes', front + step('id="a" success="W"'), /changes/],
  ['a change that is said to wait', front + step('id="a" changes="C" waits success="W"'), /waits goes with readOnly/],
  [
    'a cluster of its own without a reason',
    front.replace('\n---\n\n', '\ncluster: { own: "" }\n---\n\n') + read(),
    /cluster\.own/,
  ],
  ['a change that nothing takes back', front + step('id="a" changes="C" success="W"'), /undo is missing/],
  ['an undo that is no step', front + step('id="a" changes="C" success="W" undo="b"'), /no step of this page/],
  ['an expected failure without its text', front + step('id="a" readOnly success="W" exitCode="1"'), /go together/],
  ['broken MDX', `${front}<Step id="a"\n`, /not valid MDX/],
]
for (const [promise, text, says] of refused) {
  test(`parsePage refuses ${promise}, with file and line`, async () => {
    const message = await faults(text)
    expect(message).toMatch(says)
    expect(message).toMatch(/^content\/runbooks\/x\.mdx:\d+: /)
  })
}

const lookalikes: [name: string, command: string][] = [
  ['U+2014 (em dash)', 'istioctl uninstall \u2014purge -y'],
  ['U+2013 (en dash)', 'kubectl get pods \u2013n x'],
  ['U+2212 (minus sign)', 'kubectl get pods \u2212n x'],
  ['U+200B (zero-width space)', 'kubectl get\u200b pods'],
  ['U+202F (narrow no-break space)', 'kubectl get\u202fpods'],
  ['U+00A0 (no-break space)', 'kubectl\u00a0get pods'],
  ['U+00AD (soft hyphen)', 'kubectl get name\u00adspaces'],
  ['U+202E (right-to-left override)', 'echo \u202ea'],
  ['U+FEFF (byte order mark)', 'echo \ufeffa'],
  ['U+043E', 'kubectl get p\u043eds'],
  ['U+FF0D', 'kubectl get pods \uff0dA'],
  ['U+200B (zero-width space)', "kubectl apply -f - <<'EOF'\nkind:\u200b Namespace\nEOF"],
]
for (const [name, command] of lookalikes) {
  test(`parsePage refuses ${name} in ${JSON.stringify(command.split('\n')[0])}`, async () => {
    expect(await faults(front + read('a', command))).toContain(name)
  })
}

const accepted: [promise: string, command: string][] = [
  [
    'shell words in a script that a heredoc holds',
    "kubectl apply -f - <<'EOF'\nrun.sh: |\n  test -f a | cat && echo b\n  sed -i s/a/b/ c <(d) &\nEOF",
  ],
  ['a Markdown table in a heredoc', "cat > t.md <<'EOF'\n| a | b |\n|---|---|\n# not a comment && $X\nEOF"],
  ['sed -i in a container', 'kubectl exec deploy/a -n b -- sed -i s/a/b/ /tmp/c'],
  ['a list in a loop that a pipe feeds', 'printf "a\\n" | while read -r x; do test -n "$x" && echo "$x"; done'],
  ['quoted stars and question marks', `kubectl get x -o jsonpath='{.items[*].a}' "b?" c\\*d`],
  ['a # within a word or quotes', `echo a#b "# c" '# d' "\${PATH#/}"`],
  ['a quoted # behind characters of two UTF-16 units', 'echo 😀😀 "#"'],
  ['set and trap in a subshell', '(set -e && trap "echo end" EXIT && ls)'],
  ['variables of a loop and of the environment', 'for x in a b; do echo "$x" "$HOME"; done'],
  ['a variable that may be unset, with what it then is', 'echo "${SECRET_OF_MINE:-none}" "${OTHER+set}"'],
  ['letters that look like no others', 'echo "Grüße, 世界"'],
]
for (const [promise, command] of accepted) {
  test(`parsePage takes a step with ${promise}`, async () => {
    const page = await parsePage('x', 'x.mdx', front + read('a', command))
    expect(page.steps[0]?.command).toBe(command)
  })
}

const unguarded = ['$REV', '${REV}', '${REV:-}', '${REV:0}', '${REV:=x}', '${REV:+x}', '${REV%x}', '${#REV}', '${REV?}']
for (const expansion of unguarded) {
  test(`parsePage does not take ${expansion} for the guard of a step that changes something`, async () => {
    const text = (command: string) =>
      `---\ntitle: T\ndescription: D\nvariables:\n  - { name: REV, default: a, pattern: '[a-z]+', description: M. }\n---\n\n` +
      step('id="a" changes="C" success="W" undo="b"', command) +
      step('id="b" changes="C" success="W"')
    expect(await faults(text(`echo "${expansion}"`))).toMatch(/write "\$\{REV:\?\}"/)
    await parsePage('x', 'x.mdx', text(`cat <<'EOF'\n${expansion}\nEOF`))
  })
}

test('parsePage refuses a step that changes something with a variable that may be empty', async () => {
  const text = (command: string) =>
    `---\ntitle: T\ndescription: D\nvariables:\n  - { name: REV, default: a, pattern: '[a-z]+', description: M. }\n---\n\n` +
    step('id="a" changes="C" success="W" undo="b"', command) +
    step('id="b" changes="C" success="W"')
  expect(await faults(text('istioctl install --set revision=$REV'))).toMatch(/write "\$\{REV:\?\}"/)
  await parsePage('x', 'x.mdx', text('istioctl install --set revision="${REV:?}"'))
})

test('parsePage refuses a clean-up that does not undo the newest change first', async () => {
  const changes = step('id="a" changes="C" success="W" undo="ua"') + step('id="b" changes="C" success="W" undo="ub"')
  const undo = (id: string) => step(`id="${id}" changes="C" success="W"`)
  await parsePage('x', 'x.mdx', `${front}${changes}## Clean up\n\n${undo('ub')}${undo('ua')}`)
  expect(await faults(`${front}${changes}## Clean up\n\n${undo('ua')}${undo('ub')}`)).toMatch(/newest change first/)
})

test('parsePage names the faults of a step whatever stands in the others', async () => {
  const broken = ["echo 'a", "b'; ls", 'cat <<EOF', 'ls # all', 'ls &', 'cd x; ls', 'if true', '# only']
  for (const command of broken) {
    const message = await faults(front + read('a') + read('b', command) + read('c'))
    expect(message, command).toMatch(/step b: /)
    expect(message, command).not.toMatch(/step [ac]: /)
  }
})
