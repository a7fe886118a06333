import { expect, test } from '@playwright/test'
import {
  asArgument,
  generatedSentence,
  hasMatcher,
  sentenceOf,
  type CheckData,
  type Subject,
} from '../../../src/checks/index.ts'
import { MATCHERS } from '../../../src/checks/words.ts'
import { Envoy } from '../../../src/istio/envoy.ts'
import { Cluster } from '../../../src/kubernetes/index.ts'
import { check, withCheckRunner } from '../../../src/runbook/checks/check.ts'
import { FileSubject } from '../../../src/runbook/checks/file-matchers.ts'
import { Output, podsOf } from '../../../src/runbook/checks/output-matchers.ts'
import { loadEvidence } from '../../../src/evidence/index.ts'
import { listPages } from '../../../src/page/index.ts'
import { ROOT } from '../../../src/shared/root.ts'

const cluster = new Cluster(undefined as never)
const output = new Output('', '')

/** One object of each class that scripts can check, by the type of its subject. */
const subjects: Record<Subject['type'], object[]> = {
  output: [output],
  file: [new FileSubject('/', 'x')],
  object: [cluster.deployment('x', 'x'), cluster.namespace('x')],
  pods: [cluster.pods('x', 'app=x')],
  refusedPods: [cluster.refusedPods('x')],
  proxy: [new Envoy(cluster, 'x', 'x')],
}

for (const [type, objects] of Object.entries(subjects)) {
  test(`MATCHERS has words for each matcher of ${type}, and for nothing else`, () => {
    const methods = new Set(
      objects
        .flatMap(methodsOf)
        .filter((name) => /^(is|are|has|have|contains|lacks|equals|exist|rejects|accepts|knows)/.test(name)),
    )
    expect([...methods].sort()).toEqual(Object.keys(MATCHERS[type as Subject['type']]).sort())
  })
}

/** Public methods, inherited ones included. */
function methodsOf(object: object): string[] {
  const prototypes: object[] = []
  for (
    let at = Object.getPrototypeOf(object) as object;
    at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object
  )
    prototypes.push(at)
  return prototypes.flatMap((at) =>
    Object.entries(Object.getOwnPropertyDescriptors(at))
      .filter(([name, { value }]) => typeof value === 'function' && name !== 'constructor')
      .map(([name]) => name),
  )
}

/** What a check of a script is recorded as. */
async function recorded(write: () => PromiseLike<void>): Promise<CheckData> {
  const taken: CheckData[] = []
  await withCheckRunner(
    { run: (assertion) => (taken.push(assertion), Promise.resolve()) },
    async () => void (await write()),
  )
  return taken[0]!
}

const sentences: [write: () => PromiseLike<void>, sentence: string][] = [
  [() => check(output).contains('Installation complete'), 'the output contains “Installation complete”'],
  [() => check(output).lacks('STALE'), 'the output does not contain “STALE”'],
  [() => check(output).equals('two\nlines'), 'the output is “two ⏎ lines”'],
  [
    () => check(output).hasRow(podsOf('istiod'), '0/1 nodes are available: 1 Insufficient cpu.'),
    'a line names an `istiod` pod, followed by “0/1 nodes are available: 1 Insufficient cpu.”',
  ],
  [() => check(output).hasRows(1, '2'), 'exactly one line starts with “2”'],
  [
    () => check(output).hasRows(2, podsOf('payments', 'payments'), podsOf('istiod')),
    'exactly 2 lines name a `payments/payments` pod, each followed by an `istiod` pod',
  ],
  [() => check(output).lacksRow(podsOf('payments', 'payments')), 'no line names a `payments/payments` pod'],
  [
    () => check(output).hasRow('prod-stable', 'default', 'payments', 'x'),
    'a line starts with “prod-stable”, followed by “default”, “payments”, and “x”',
  ],
  [
    () => check(cluster.pods('istio-system', 'app=istiod')).areReplaced(),
    'the `istiod` pods in `istio-system` have been replaced',
  ],
  [
    () => check(cluster.pods('payments', 'app=payments')).areReady(2),
    'exactly 2 `payments` pods exist; all are ready, and none is terminating',
  ],
  [
    () => check(cluster.pods('sample', 'app=web')).areReady(1),
    'exactly one `web` pod in `sample` exists; it is ready, and none is terminating',
  ],
  [() => check(cluster.pods('locked', 'app=web')).areAbsent(), 'no `web` pod in `locked` exists'],
  [
    () => check(cluster.pods('outside', 'app=visitor')).haveOnlyContainers('visitor'),
    'the `visitor` pods in `outside` have a single container, `visitor`',
  ],
  [
    () => check(cluster.pods('sample', 'app=classic')).haveOnlyContainers('app', 'istio-proxy'),
    'the `classic` pods in `sample` have exactly the containers `app` and `istio-proxy`',
  ],
  [() => check(cluster.pods('x', 'a!=b')).areAbsent(), 'no pod with `a!=b` in `x` exists'],
  [() => check(cluster.crd('a.b.io')).exists(), 'CRD `a.b.io` exists'],
  [() => check(cluster.deployment('x', 'y')).isAvailable(), 'Deployment `x/y` is rolled out and available'],
  [() => check(cluster.namespace('x')).hasLabel('a', 'b'), 'Namespace `x` has label `a=b`'],
  [() => check(cluster.namespace('x')).hasField('spec.n', 3), 'Namespace `x` has `spec.n: 3`'],
  [() => check(new FileSubject('/', 'a.txt')).hasLine(/^x/, 'x: …'), 'file `a.txt` has a line x: …'],
]
for (const [write, sentence] of sentences) {
  test(`sentenceOf says: ${sentence}`, async () => {
    const data = await recorded(write)
    expect(sentenceOf(data)).toBe(sentence)
    expect(sentenceOf(JSON.parse(JSON.stringify(data)) as CheckData), 'from evidence').toBe(sentence)
  })
}

test('sentenceOf takes the sentence of a script, and what the check asserts is recorded all the same', async () => {
  const data = await recorded(() =>
    check(output, 'tag `default` points to revision `default`').hasRow('default', 'default'),
  )
  expect(data).toMatchObject({ subject: { type: 'output' }, matcher: 'hasRow', args: ['default', 'default'] })
  expect(sentenceOf(data)).toBe('tag `default` points to revision `default`')
  expect(generatedSentence(data)).toBe('a line starts with “default”, followed by “default”')
})

test('asArgument keeps patterns and pods as data and refuses what evidence has no form for', () => {
  expect(asArgument(/^a+$/)).toEqual({ pattern: '^a+$' })
  expect(asArgument(podsOf('web', 'shop'))).toEqual({ podsOf: 'web', namespace: 'shop' })
  for (const value of [undefined, null, {}, ['x'], () => 'x']) expect(() => asArgument(value)).toThrow()
})

test('sentenceOf refuses a matcher by name that a subject does not have, and hasMatcher is false for it', () => {
  const data: CheckData = { subject: { type: 'output' }, matcher: 'isAvailable', args: [] }
  expect(hasMatcher(data)).toBe(false)
  expect(hasMatcher({ ...data, matcher: 'toString' })).toBe(false)
  expect(() => sentenceOf(data)).toThrow(/output has no matcher isAvailable; it has contains, lacks/)
})

test('sentenceOf has a sentence for every check of the recorded runs', async () => {
  const checks = (await Promise.all((await listPages(ROOT)).map((id) => loadEvidence(ROOT, id))))
    .flatMap((evidence) => evidence?.steps ?? [])
    .flatMap((step) => step.checks)
  expect(checks.length).toBeGreaterThan(0)
  for (const one of checks) expect(sentenceOf(one)).not.toBe('')
})
