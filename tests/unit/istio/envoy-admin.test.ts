import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { V1Status } from '@kubernetes/client-node'
import { expect, test } from '@playwright/test'
import { adminAnswer } from '../../../src/istio/envoy-admin.ts'
import { Envoy } from '../../../src/istio/envoy.ts'
import { Cluster } from '../../../src/kubernetes/index.ts'
import { PROJECT } from '../../../src/shared/root.ts'
import { RecordedBaselines } from '../../../src/runbook/checks/evaluate.ts'
import { apiServer } from '../../support/api-server.ts'
import { CHANNEL, onExec } from '../../support/exec-server.ts'

interface Recorded {
  words: string[]
  status: V1Status
  stdout: string
}

/** What an API server said at the end of processes in a real proxy's container. */
const recorded = JSON.parse(
  readFileSync(join(PROJECT, 'tests/unit/istio/fixtures/exec-statuses.json'), 'utf8'),
) as Record<'answers' | 'refused' | 'not found' | 'no curl' | 'stopped', Recorded>

test('adminAnswer calls only a proxy silent that listens and does not answer', () => {
  const of = ({ status, stdout }: Recorded) => adminAnswer(status, stdout).is
  expect(of(recorded.answers)).toBe('answered')
  expect(of(recorded.stopped)).toBe('silent')
  expect(of(recorded.refused)).toBe('refused')
  expect(() => of(recorded['no curl'])).toThrow('executable file not found')
  expect(() => of(recorded['not found'])).toThrow('exit code 22')
})

/** Evaluates a matcher of the proxy of a pod in which curl ends so; without one where there is no pod. */
async function evaluate(matcher: 'isUnresponsive' | 'isRunning', end: Recorded | undefined) {
  const items = end ? [{ metadata: { name: 'client-1' } }] : []
  const api = await apiServer({
    '/api/v1/namespaces/shop/pods': { kind: 'PodList', apiVersion: 'v1', metadata: {}, items },
  })
  onExec(api.server, (_connection, send) => {
    if (end!.stdout !== '') send(CHANNEL.stdout, end!.stdout)
    send(CHANNEL.status, JSON.stringify(end!.status))
  })
  try {
    return await new Envoy(new Cluster(api.connection), 'shop', 'client')
      [matcher]()
      .evaluate(new RecordedBaselines(new Map()))
  } finally {
    await api.close()
  }
}

test('Envoy.isUnresponsive holds when the proxy listens and does not answer, not when it is gone or cannot be asked', async () => {
  expect((await evaluate('isUnresponsive', recorded.stopped)).holds).toBe(true)
  for (const end of [recorded.answers, recorded.refused, undefined])
    expect((await evaluate('isUnresponsive', end)).holds).toBe(false)
  await expect(evaluate('isUnresponsive', recorded['no curl'])).rejects.toThrow('could not be asked')
})

test('Envoy.isRunning holds when the proxy answers', async () => {
  expect(await evaluate('isRunning', recorded.answers)).toEqual({ holds: true, observed: 'it answers' })
  for (const end of [recorded.stopped, recorded.refused, undefined])
    expect((await evaluate('isRunning', end)).holds).toBe(false)
})
