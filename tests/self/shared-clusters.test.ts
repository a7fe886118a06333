import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { listClusters } from '../../src/cluster/index.ts'
import { cachePaths } from '../../src/cluster/cache/cache.ts'
import { makePlan, Reporter } from '../../src/runbook/index.ts'
import { RepeatedRun } from '../../src/suite/repeated-run.ts'
import { SharedClusters } from '../../src/suite/shared-clusters.ts'
import { StartState } from '../../src/suite/start-state.ts'
import { withCache } from '../support/own-cache.ts'
import { projectFrom, type MadeUpRunbook } from '../support/start-state-project.ts'
import { expect, test } from '../support/supplied.ts'

const EVENT = `kubectl create -f - <<'EOF'
apiVersion: v1
kind: Event
metadata:
  name: left
  namespace: default
involvedObject:
  kind: Namespace
  name: default
  namespace: default
reason: Left
EOF`

const GATEWAY = 'deployment/istio-ingressgateway -n istio-system'

const RUNBOOKS: MadeUpRunbook[] = [
  {
    id: 'leave-event',
    steps: [
      { id: 'a', command: EVENT, proof: 'await check(output).contains("event/left created")' },
      { id: 'b', command: 'touch "$HOME/left" && ls "$HOME"', proof: 'await check(output).contains("left")' },
    ],
  },
  {
    id: 'look',
    steps: [
      {
        id: 'a',
        command: 'kubectl get event left -n default --ignore-not-found -o name && echo ok',
        proof: 'await check(output).equals("ok")',
      },
      {
        id: 'b',
        command: 'ls "$HOME" && echo ok',
        proof: 'await check(output).contains("ok")\n    await check(output).lacks("left")',
      },
    ],
  },
  {
    id: 'leave-much',
    steps: [
      { id: 'a', command: 'kubectl create configmap left -n default && echo ok' },
      { id: 'b', command: 'kubectl annotate namespace default left=true && echo ok' },
      { id: 'c', command: 'istioctl admin log --level ads:debug && echo ok' },
      { id: 'd', command: `istioctl proxy-config log ${GATEWAY} --level http:debug && echo ok` },
    ],
    // Or its own comparison would notice, before that with the start state.
    allowed: ['ConfigMap default/left', 'Namespace default'],
  },
  {
    id: 'leave-once',
    steps: [{ id: 'a', command: 'kubectl create configmap left -n default && echo ok' }],
    allowed: ['ConfigMap default/left'],
  },
]

test('RepeatedRun starts each run from the start state, also after one that left what its script allows', async () => {
  test.setTimeout(6 * 60_000)
  const repeatedRun = new RepeatedRun(
    await makePlan(await projectFrom(RUNBOOKS), 'leave-once', {}),
    new AbortController().signal,
  )
  try {
    for (const time of [1, 2]) expect((await repeatedRun.run()).failure?.reason, `time ${time}`).toBeUndefined()
  } finally {
    await repeatedRun.end()
  }
})

test('a test run that is interrupted while a cluster is being created leaves none', async () => {
  const root = await projectFrom(RUNBOOKS)
  const parts = cachePaths.artifacts()
  // A cache of its own: other tests create and delete clusters meanwhile.
  await withCache(async (cache) => {
    await mkdir(join(cache, 'proving-ground'))
    await symlink(parts, join(cache, 'proving-ground/parts'))
    const mine = async () => (await listClusters()).filter(({ use }) => use !== 'foreign')
    const clusters = new SharedClusters()
    const ended = expect(clusters.run(await makePlan(root, 'look', {}))).rejects.toThrow()
    await expect.poll(mine, { timeout: 60_000 }).toHaveLength(1)
    await clusters.end()
    await ended
    expect(await mine()).toEqual([])
  })
})

test('what a run leaves on a shared cluster is noticed: an object, an annotation, log levels; events and HOME are not left', async () => {
  test.setTimeout(6 * 60_000)
  const root = await projectFrom(RUNBOOKS)
  const told: string[] = []
  const reporter = new Reporter({ write: (text: string) => told.push(text) })
  const plan = (id: string) => makePlan(root, id, {})
  const state = await StartState.up(await plan('look'), [], new AbortController().signal)
  const run = async (id: string) => {
    const { result } = await state.run(await plan(id), reporter)
    expect(result.failure?.reason, `${id}\n${told.join('').slice(-3000)}`).toBeUndefined()
    return state.faults()
  }
  try {
    await state.make(await plan('look'), reporter)
    expect(await run('leave-event')).toEqual([])
    expect(await run('look')).toEqual([])
    expect(await run('leave-much')).toEqual([
      'added ConfigMap default/left',
      expect.stringMatching(/^changed Namespace default \(metadata\.annotations/),
      expect.stringMatching(/^log levels of istio-system\/istio-ingressgateway istio-proxy changed \(http: debug\)$/),
      expect.stringMatching(/^log levels of istio-system\/istiod discovery changed \(.*"ads".*"debug"/),
    ])
  } finally {
    await state.end()
  }
})
