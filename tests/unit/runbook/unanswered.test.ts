import { expect, test } from '@playwright/test'
import { Cluster } from '../../../src/kubernetes/index.ts'
import type { Assertion, CheckData, Outcome } from '../../../src/checks/index.ts'
import { PostCheckRunner, CheckFailed, type PostCheck } from '../../../src/runbook/checks/post-checks.ts'
import { PreCheckRunner } from '../../../src/runbook/checks/pre-checks.ts'
import { check, withCheckRunner } from '../../../src/runbook/checks/check.ts'
import { checksFailure } from '../../../src/runbook/run/verdict.ts'
import type { Step } from '../../../src/page/index.ts'
import { apiServer, type Answer } from '../../support/api-server.ts'

/** Answers of an API server in the order of a step: before its command, and after it. */
interface Course {
  before: Answer
  after: Answer
}

const never = new AbortController().signal

/** Milliseconds for checks that do not come true. */
const BRIEFLY = 1500

const changing = { id: 'x', readOnly: false } as unknown as Step
const deployment = (uid: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'a', namespace: 'x', uid, generation: 1 },
  spec: { replicas: 1 },
})
const DEPLOYMENT = '/apis/apps/v1/namespaces/x/deployments/a'
const PODS = '/api/v1/namespaces/x/pods'
const podList = (...pods: object[]) => ({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items: pods })
const pod = (uid: string, restarts = 0) => ({
  metadata: { name: uid, namespace: 'x', uid },
  status: {
    initContainerStatuses: [{ name: 'istio-proxy', restartCount: restarts, image: '', imageID: '', ready: true }],
    containerStatuses: [{ name: 'app', restartCount: 0, image: '', imageID: '', ready: true }],
  },
})

/**
 * Runs a step whose command does nothing, against an API server that answers so, and judges its checks.
 * @param within milliseconds after the command; many where the checks come true, or a busy machine would end them
 */
async function step(
  path: string,
  { before, after }: Course,
  body: (cluster: Cluster) => Promise<void>,
  within = 10_000,
) {
  const api = await apiServer({ [path]: before })
  try {
    const cluster = new Cluster(api.connection)
    const baselines = new Map<string, string>()
    const first = new PreCheckRunner(baselines, never, 300)
    await withCheckRunner(first, () => body(cluster))
    first.close()
    api.answers[path] = after
    const second = new PostCheckRunner(first.results, baselines, performance.now() + within, never)
    await withCheckRunner(second, () => body(cluster)).catch((error: unknown) => {
      if (!(error instanceof CheckFailed)) throw error
    })
    return { checks: second.results, fault: checksFailure(changing, second.results, second.pending) }
  } finally {
    await api.close()
  }
}

const outcomes = (checks: PostCheck[]) => checks.map(({ before, outcome }) => [(before as Outcome).is, outcome!.is])

for (const failure of ['hangs up', 500, 503, 429] as const) {
  test(`PreCheckRunner counts a check as unknown when the API server ${typeof failure === 'number' ? `answers with ${failure}` : failure}`, async () => {
    const course = { before: failure, after: deployment('1') }
    const { checks, fault } = await step(DEPLOYMENT, course, async (cluster) => {
      await check(cluster.deployment('x', 'a')).exists()
    })
    expect(outcomes(checks)).toEqual([['unknown', 'true']])
    expect(fault).toMatch(
      /^no check is known to have been false before the command.*Deployment `x\/a` exists; before: error: /,
    )
  })
}

test('PreCheckRunner asks again when the API server does not answer at first', async () => {
  const api = await apiServer({ [DEPLOYMENT]: 503 })
  const runner = new PreCheckRunner(new Map(), never)
  const looking = withCheckRunner(
    runner,
    async () => void (await check(new Cluster(api.connection).deployment('x', 'a')).exists()),
  )
  api.server.once('request', () => (api.answers[DEPLOYMENT] = 404))
  await looking
  expect(runner.results[0]!.outcome).toEqual({ is: 'false', observed: 'not found' })
  await api.close()
})

test('PreCheckRunner counts a check as false when the API server answers that there is no such object', async () => {
  const { checks, fault } = await step(DEPLOYMENT, { before: 404, after: deployment('1') }, async (cluster) => {
    await check(cluster.deployment('x', 'a')).exists()
  })
  expect(outcomes(checks)).toEqual([['false', 'true']])
  expect(fault).toBeUndefined()
})

test('PostCheckRunner does not call a check false that the API server does not answer', async () => {
  const { fault } = await step(
    DEPLOYMENT,
    { before: 404, after: 'hangs up' },
    async (cluster) => {
      await check(cluster.deployment('x', 'a')).exists()
    },
    BRIEFLY,
  )
  expect(fault).toMatch(/^could not be checked: Deployment `x\/a` exists; last attempt: error: /)
})

test('isUnchanged and isRestarted fail for an object that was not seen before the command', async () => {
  for (const before of ['hangs up', 404] as const)
    for (const matcher of ['isUnchanged', 'isRestarted'] as const) {
      const { checks } = await step(
        DEPLOYMENT,
        { before, after: deployment('1') },
        async (cluster) => {
          await check(cluster.deployment('x', 'a'))[matcher]()
        },
        BRIEFLY,
      )
      expect(checks[0]!.outcome!.is, `${matcher} after ${before}`).not.toBe('true')
    }
})

test('isUnchanged compares an object with what was seen before the command, also its annotations', async () => {
  const annotated = { ...deployment('1'), metadata: { ...deployment('1').metadata, annotations: { a: 'b' } } }
  const course = { before: deployment('1'), after: deployment('1') }
  const unchanged = async (cluster: Cluster) => void (await check(cluster.deployment('x', 'a')).isUnchanged())
  expect(outcomes((await step(DEPLOYMENT, course, unchanged)).checks)).toEqual([['true', 'true']])
  for (const after of [deployment('2'), annotated])
    expect(outcomes((await step(DEPLOYMENT, { ...course, after }, unchanged, BRIEFLY)).checks)).toEqual([
      ['true', 'false'],
    ])
})

test('areUnchanged and areReplaced fail for pods that were not seen before the command', async () => {
  for (const before of ['hangs up', podList()] as const)
    for (const matcher of ['areUnchanged', 'areReplaced'] as const) {
      const { checks } = await step(
        PODS,
        { before, after: podList(pod('1')) },
        async (cluster) => {
          await check(cluster.pods('x', 'app=a'))[matcher]()
        },
        BRIEFLY,
      )
      expect(checks[0]!.outcome!.is, `${matcher} after ${JSON.stringify(before)}`).not.toBe('true')
    }
})

test('areReplaced holds when no earlier pod is left, areUnchanged when each is there', async () => {
  const before = podList(pod('1'), pod('2'))
  const outcome = async (after: object, matcher: 'areUnchanged' | 'areReplaced', within?: number) =>
    (
      await step(
        PODS,
        { before, after },
        async (cluster) => {
          await check(cluster.pods('x', 'app=a'))[matcher]()
        },
        within,
      )
    ).checks[0]!.outcome!.is
  expect(await outcome(podList(pod('3'), pod('4')), 'areReplaced')).toBe('true')
  expect(await outcome(podList(pod('3'), pod('2')), 'areReplaced', BRIEFLY)).toBe('false')
  expect(await outcome(podList(pod('2'), pod('1')), 'areUnchanged')).toBe('true')
  expect(await outcome(podList(pod('3'), pod('2')), 'areUnchanged', BRIEFLY)).toBe('false')
})

test('areUnchanged fails when an init container was restarted', async () => {
  const { checks } = await step(
    PODS,
    { before: podList(pod('1')), after: podList(pod('1', 1)) },
    async (cluster) => {
      await check(cluster.pods('x', 'app=a')).areUnchanged()
    },
    BRIEFLY,
  )
  expect(outcomes(checks)).toEqual([['true', 'false']])
})

test('PreCheckRunner takes no baseline from an answer that comes after the command', async () => {
  const baselines = new Map<string, string>()
  const runner = new PreCheckRunner(baselines, AbortSignal.abort())
  let answer: () => void = () => undefined
  const late: Assertion = {
    ...about('it is unchanged'),
    evaluate: async (seen) => {
      await new Promise<void>((resolve) => (answer = resolve))
      return { holds: seen.of('it', 'as the command left it') !== '', observed: '' }
    },
  }
  await runner.run(late)
  runner.close()
  answer()
  await new Promise(setImmediate)
  expect(runner.results[0]!.outcome).toMatchObject({ is: 'unknown' })
  expect([...baselines]).toEqual([])
})

function about(sentence: string, type: 'output' | 'file' = 'file'): CheckData {
  return { subject: type === 'file' ? { type, name: 'x' } : { type }, matcher: 'contains', args: ['x'], sentence }
}
const assertion = (sentence: string, type?: 'output'): Assertion => ({
  ...about(sentence, type),
  evaluate: () => ({ holds: true, observed: '' }),
})
const after = (one: Assertion, before: Outcome['is'] | 'not tried'): PostCheck => ({
  assertion: one,
  before: before === 'not tried' ? before : { is: before, observed: 'error: socket hang up' },
  outcome: { is: 'true', observed: '' },
  waitedMs: 0,
})

test('checksFailure says why the checks of a step do not show that it did anything', () => {
  const output = after(assertion('the output contains "ok"', 'output'), 'not tried')
  const fault = (...checks: PostCheck[]) => checksFailure(changing, checks, [])
  expect(fault(output)).toMatch(/^the step has only checks of its output/)
  expect(fault(output, after(assertion('it exists'), 'true'))).toMatch(
    /^every check was already true before.*: it exists$/,
  )
  expect(fault(output, after(assertion('it exists'), 'not tried'))).toMatch(/^no check was tried before.*: it exists$/)
  expect(fault(after(assertion('it is there'), 'true'), after(assertion('it exists'), 'unknown'))).toMatch(
    /^no check is known to have been false before.*: it exists; before: error: socket hang up$/,
  )
  expect(fault(after(assertion('it is there'), 'unknown'), after(assertion('it exists'), 'false'))).toBeUndefined()
})
