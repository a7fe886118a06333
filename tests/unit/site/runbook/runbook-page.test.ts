import { execFileSync, spawnSync } from 'node:child_process'
import { expect, test } from '@playwright/test'
import {
  loadEvidence,
  mask,
  outputRecord,
  SCHEMA,
  variableParts,
  type Evidence,
  type ProofState,
  withDigest,
} from '../../../../src/evidence/index.ts'
import { exportBlock, listPages, loadPage, parsePage, type Page } from '../../../../src/page/index.ts'
import { ROOT } from '../../../../src/shared/root.ts'
import { glance, kindOf } from '../../../../src/site/runbook/overview.ts'
import { headingId, headingLevel, withSteps } from '../../../../src/site/runbook/step-headings.ts'
import { pieces, SHORT, shownOutput } from '../../../../src/site/runbook/output-view.ts'
import { issueLink, report, repository } from '../../../../src/site/runbook/failure-report.ts'
import { wholeScript } from '../../../../src/site/runbook/download-script.ts'
import { HOSTILE } from '../../../support/hostile.ts'

const runbooks = await Promise.all((await listPages(ROOT)).map((id) => loadPage(ROOT, id)))
const recorded = new Map(await Promise.all(runbooks.map(async ({ id }) => [id, await loadEvidence(ROOT, id)] as const)))
const proofOf = ({ id }: Page): ProofState => {
  const evidence = recorded.get(id)
  return evidence ? { state: 'verified', evidence } : { state: 'none' }
}
const none: ProofState = { state: 'none' }
const ADDRESS = 'https://course.example/runbooks/x/'

/** A page of steps, each an attribute list and a command; those after `clean` stand under "Clean up". */
function page(
  steps: readonly [attributes: string, command: string][],
  clean: typeof steps = [],
  front = '',
): Promise<Page> {
  const text = (list: typeof steps) =>
    list
      .map(
        ([attributes, command]) =>
          `<Step title="T" ${attributes} success="W">\n\n\`\`\`bash\n${command}\n\`\`\`\n\n</Step>\n\n`,
      )
      .join('')
  return parsePage(
    'x',
    'x.mdx',
    `---\ntitle: X\ndescription: D.\n${front}---\n\n## Steps\n\n${text(steps)}## Clean up\n\n${text(clean)}`,
  )
}

test('the steps of each runbook are counted by what they do', () => {
  for (const runbook of runbooks) {
    const { steps, changing, undoing } = glance(runbook, proofOf(runbook))
    const [all = 0, ...parts] = [...steps.matchAll(/\d+/g)].map(Number)
    expect(all, runbook.id).toBe(runbook.steps.length)
    expect(
      parts.reduce((sum, n) => sum + n),
      runbook.id,
    ).toBe(all)
    const undone = new Set(undoing.map(({ step }) => step.id))
    for (const { step } of changing)
      expect(
        step.undo.some((id) => undone.has(id)),
        `${runbook.id}: ${step.id}`,
      ).toBe(true)
  }
})

test('a glance says what changes, what is meant to fail, what takes back, and what the comparison showed', async () => {
  const x = await page(
    [
      ['id="a" changes="C" undo="u"', 'touch a'],
      ['id="f" readOnly exitCode="3" outputContains="no"', 'false'],
      ['id="r" readOnly', 'ls'],
    ],
    [['id="u" changes="C"', 'rm a']],
  )
  expect(x.steps.map((step) => kindOf(x, step))).toEqual(['changes', 'fails', 'reads', 'undoes'])
  const evidence = evidenceOf(x, 'ok\n')
  evidence.steps[0]!.changes = [
    { verb: 'created', object: 'Pod shop/a', fields: [], owned: [] },
    { verb: 'changed', object: 'Namespace shop', fields: ['metadata.labels.a'], owned: [] },
    { verb: 'created', object: 'ClusterRole.rbac.authorization.k8s.io a', fields: [], owned: [] },
    { verb: 'created', object: 'ClusterRole.rbac.authorization.k8s.io b', fields: [], owned: [] },
  ]
  evidence.leftovers = { compared: 12, differences: [], allowed: [{ object: 'Pod shop/b', reason: 'R' }] }
  expect(glance(x, { state: 'verified', evidence })).toMatchObject({
    steps: '4: 1 makes a change, 1 only reads, 1 is meant to fail, 1 undoes changes',
    where: 'in namespace shop, and cluster-wide (ClusterRole ×2, Namespace)',
    after: '12 objects were compared: unchanged, except 1 that is meant to differ',
  })
  expect(glance(x, none)).toMatchObject({ where: undefined, after: undefined })
  evidence.leftovers.differences = ['added Pod shop/c']
  expect(glance(x, { state: 'verified', evidence }).after).toBeUndefined()
})

test('steps stand below their headings, before what is nested there, in the order of the page', async () => {
  const items = [
    { depth: 2, slug: '_top', text: 'Overview', children: [] },
    { depth: 2, slug: 'its', text: 'It’s here', children: [{ depth: 3, slug: 'deep', text: 'Deep', children: [] }] },
    { depth: 2, slug: 'clean-up', text: 'Clean up', children: [] },
  ]
  const step = (id: string, heading: string) => ({ id, title: `Title of ${id}`, heading }) as Page['steps'][number]
  const steps = [step('first', ''), step('a', "It's here"), step('b', 'Deep'), step('u', 'Clean up')]
  const outline = withSteps(items, steps)
  const lines = (list: typeof outline): string[] =>
    list.flatMap((i) => [`${i.depth} ${i.text} #${i.slug}`, ...lines(i.children)])
  expect(lines(outline)).toEqual([
    '2 Overview #_top',
    '3 1. Title of first #step-first-title',
    '2 It’s here #its',
    '3 2. Title of a #step-a-title',
    '3 Deep #deep',
    '4 3. Title of b #step-b-title',
    '2 Clean up #clean-up',
    '3 4. Title of u #step-u-title',
  ])
  expect(headingId(steps[1]!)).toBe('step-a-title')
  const headings = [
    { depth: 2, text: 'It’s here' },
    { depth: 3, text: 'Deep' },
  ]
  expect(steps.map((s) => headingLevel(s, headings))).toEqual([2, 3, 4, 2])
})

for (const runbook of runbooks) {
  test(`the script of ${runbook.id} is bash and holds every command byte for byte`, () => {
    const script = wholeScript(runbook, proofOf(runbook), ADDRESS)
    const { status, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-n'], { input: script, encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(status).toBe(0)
    let at = 0
    for (const { id, command } of runbook.steps) {
      at = script.indexOf(`\n${command}\n`, at)
      expect(at, id).toBeGreaterThan(0)
    }
    expect(script).toContain(exportBlock(runbook.variables))
    expect(script).toContain(recorded.get(runbook.id)!.proofHash)
  })
}

/** Runs a page's script with bash. */
async function ran(
  steps: Parameters<typeof page>[0],
  clean: Parameters<typeof page>[1] = [],
  words: string[] = [],
  front = '',
) {
  const script = wholeScript(await page(steps, clean, front), none, ADDRESS)
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-s', ...words], {
    input: script,
    encoding: 'utf8',
  })
  return { status, out: stdout, err: stderr }
}

const stops: [promise: string, command: string][] = [
  ['a command that fails', 'false'],
  ['a list that fails before its end', 'false && true'],
  ['a pipeline whose first part fails', 'false | cat'],
]
for (const [promise, command] of stops) {
  test(`a script ends at ${promise}`, async () => {
    const { status, out, err } = await ran([
      ['id="a" readOnly', command],
      ['id="b" readOnly', 'echo reached'],
    ])
    expect(status).toBe(1)
    expect(err).toMatch(/^Step 1, a exited with 1, the page says 0/)
    expect(out).not.toContain('reached')
  })
}

const goesOn: [promise: string, step: [string, string]][] = [
  ['a failure that is meant', ['id="a" readOnly exitCode="3" outputContains="no"', 'echo no && (exit 3)']],
  ['a reader that stops early', ['id="a" readOnly', 'yes | head -n 1']],
]
for (const [promise, step] of goesOn) {
  test(`a script goes on after ${promise}`, async () => {
    const { status, out } = await ran([step, ['id="b" readOnly', 'echo reached']])
    expect(out).toContain('reached')
    expect(status).toBe(0)
  })
}

test('a script ends when what is meant to fail does not', async () => {
  const { status, err } = await ran([['id="a" readOnly exitCode="3" outputContains="no"', 'true']])
  expect(status).toBe(1)
  expect(err).toMatch(/^Step 1, a exited with 0, the page says 3/)
})

test('a script cleans up when it is asked to, and only then', async () => {
  const steps: Parameters<typeof page>[0] = [['id="a" changes="C" undo="u"', 'echo made']]
  const clean: typeof steps = [['id="u" changes="C"', 'echo "removed ${V:?}"']]
  const front = "variables:\n  - { name: V, default: it, pattern: '[a-z]+', description: M. }\n"
  const first = await ran(steps, clean, [], front)
  expect(first.out).toMatch(/made[^]*bash x\.sh clean-up/)
  expect(first.out).not.toContain('removed')
  const second = await ran(steps, clean, ['clean-up'], front)
  expect(second.out).toContain('removed it')
  expect(second.out).not.toContain('made')
})

test('a script that is pasted into a terminal does not end it, and reads nothing of what follows', async () => {
  const script = wholeScript(
    await page([
      ['id="a" readOnly', 'cat'],
      ['id="b" readOnly', 'false'],
    ]),
    none,
    ADDRESS,
  )
  const out = execFileSync('bash', ['--noprofile', '--norc'], {
    input: `${script}echo "still here: $-"\n`,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  expect(out).toMatch(/still here: (?!.*u)/)
})

test('nothing that a run recorded, or a page calls itself, becomes a command of a script', async () => {
  const x = { ...(await page([['id="a" readOnly', 'true']])), title: 'X\ntouch title' }
  const evidence = evidenceOf(x, 'ok\n')
  evidence.versions = { ...evidence.versions, istio: '1\necho hacked\r$(echo hacked)', kubernetes: '`echo hacked`' }
  evidence.platform = 'linux\u2028echo hacked'
  evidence.proofHash = HOSTILE
  const script = wholeScript(x, { state: 'changed', evidence }, `${ADDRESS}\necho hacked`)
  const { stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc'], { input: script, encoding: 'utf8' })
  expect(stdout).not.toContain('hacked')
  expect(stderr).toBe('')
})

test('what varies is marked, and the text stays byte for byte', () => {
  const text = 'istiod-7d9f86b5c-x2zvl  1/1  Running  14s  10.244.0.7\n2026-11-23T17:11:37Z 80:31234/TCP payments 2/2\n'
  const parts = variableParts(text)
  expect(parts.map((part) => part.text).join('')).toBe(text)
  expect(parts.filter((part) => part.varies).map(({ text: t, varies }) => `${varies} ${t}`)).toEqual([
    'pod 7d9f86b5c-x2zvl',
    'age 14s',
    'ip 10.244.0.7',
    'time 2026-11-23T17:11:37Z',
    'nodeport 31234',
  ])
})

test('in every recorded output the pieces are the text, and what is not marked has nothing to mask', () => {
  let marked = 0
  for (const evidence of recorded.values()) {
    for (const { output } of evidence?.steps ?? []) {
      const shown = pieces(output.text, undefined)
      expect(shown.map(({ text }) => text).join('')).toBe(output.text)
      marked += shown.filter(({ kind }) => kind).length
      const masked = shown.map(({ text, kind }) => (kind ? `<${kind}>` : text)).join('')
      expect(masked.replace(/ {2,}/g, '  ')).toBe(mask(output.text))
    }
  }
  expect(marked).toBeGreaterThan(100)
})

test('the words of an expected failure are set apart once', () => {
  const shown = pieces('after 10s: no such thing: no such thing\n', 'no such thing')
  expect(shown).toEqual([
    { text: 'after ', kind: undefined },
    { text: '10s', kind: 'age' },
    { text: ': ', kind: undefined },
    { text: 'no such thing', kind: 'says' },
    { text: ': no such thing\n', kind: undefined },
  ])
})

test('long output is cut at the ends of lines and says how many are left out', () => {
  const text = Array.from({ length: 100 }, (_, i) => `line ${i + 1}\n`).join('')
  const { head, tail, left, lines } = shownOutput(text)
  expect([lines, left]).toEqual([100, 70])
  expect(head).toMatch(/^line 1\n[^]*line 20\n$/)
  expect(tail).toMatch(/^line 91\n[^]*line 100\n$/)
  expect(shownOutput('a\nb')).toEqual({ lines: 2, head: 'a\nb', left: 0, tail: '' })
  expect(shownOutput('').lines).toBe(0)
  expect(SHORT).toBeLessThan(20)
})

test('a report knows runbook, step, command, proof and versions, and asks for the rest', async () => {
  const x = await page([['id="a" readOnly', 'true']])
  const proof: ProofState = { state: 'changed', evidence: evidenceOf(x, 'ok\n') }
  const { title, body } = report({ page: x, proof }, ADDRESS, { step: x.steps[0]!, number: 1 })
  expect(title).toBe('x, step 1 (a): it failed for me')
  for (const known of [
    'Runbook:  x',
    'Step:     1, T',
    'SHA-256 b5bea41b6c623f7c09f1bf24dcae58ebab3c0cdd90ad966bc43a45b44867e12b',
    `${ADDRESS}#step-a`,
    'changed since',
    'Istio 1.2.3, built from source, on Kubernetes 1.36.3',
  ])
    expect(body).toContain(known)
  for (const asked of [/What I ran it on/, /What it printed/, /What I expected/]) expect(body).toMatch(asked)
  expect(report({ page: x, proof: none }, ADDRESS).body).toMatch(
    /^Runbook: {2}x\nStep:\nPage: .*\nProof: {4}none recorded\n/,
  )
})

test('a report becomes an issue only where a repository is named', () => {
  expect(repository('')).toBeUndefined()
  expect(repository('https://git.example/team/course/')).toBe('https://git.example/team/course')
  for (const wrong of ['git.example/team', 'javascript:alert(1)', 'git@git.example:team/course'])
    expect(() => repository(wrong)).toThrow(/is not the address of a repository/)
  const url = new URL(issueLink('https://git.example/team/course', { title: 'a & b', body: `x\n#${HOSTILE}` }))
  expect(url.pathname).toBe('/team/course/issues/new')
  expect([url.searchParams.get('title'), url.searchParams.get('body'), url.hash]).toEqual([
    'a & b',
    `x\n#${HOSTILE}`,
    '',
  ])
})

function evidenceOf({ id, steps }: Page, output: string): Evidence {
  return withDigest({
    schema: SCHEMA,
    runbook: id,
    proofHash: 'f'.repeat(64),
    commit: null,
    scope: { whole: true, reason: '', notRun: [], setVariables: [] },
    variables: {},
    versions: { istio: '1.2.3', kubernetes: '1.36.3', kind: '0.33.0', envoy: '1.40.0', toolchain: 'source' },
    platform: 'linux/amd64',
    startedAt: '2026-11-01T12:00:00.000Z',
    durationMs: 4200,
    startState: [],
    passed: true,
    steps: steps.map((step) => ({
      id: step.id,
      command: step.command,
      sha256: '',
      exitCode: step.expectedFailure?.exitCode ?? 0,
      pipeStatus: [0],
      durationMs: 12,
      output: outputRecord(Buffer.from(output), Buffer.byteLength(output), new Map()),
      checks: [],
      changes: [],
      passed: true,
    })),
    traffic: [],
    leftovers: { compared: 0, differences: [], allowed: [] },
  })
}
