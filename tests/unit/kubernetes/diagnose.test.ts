import { expect, test } from '@playwright/test'
import { diagnose } from '../../../src/kubernetes/index.ts'
import { apiServer } from '../../support/api-server.ts'

const pod = {
  metadata: { name: 'a-1', namespace: 'x' },
  status: {
    phase: 'Pending',
    initContainerStatuses: [{ name: 'istio-proxy', state: { waiting: { reason: 'ImagePullBackOff' } } }],
  },
}
const warning = (reason: string, lastTimestamp: string | null) => ({
  type: 'Warning',
  reason,
  message: 'so it is',
  lastTimestamp,
  eventTime: lastTimestamp === null ? '2026-11-01T12:00:01.000001Z' : null,
  involvedObject: { kind: 'Pod', namespace: 'x', name: 'a-1' },
})

test('diagnose names pods that are not ready, and the newest warnings last', async () => {
  const events = [warning('Second', null), warning('First', '2026-11-01T12:00:00Z')]
  const api = await apiServer({ '/api/v1/pods': { items: [pod] }, '/api/v1/events': { items: events } })
  expect(await diagnose(api.connection)).toEqual([
    'pod not ready x/a-1: Pending (istio-proxy: ImagePullBackOff)',
    'warning Pod x/a-1: First so it is',
    'warning Pod x/a-1: Second so it is',
  ])
  await api.close()
})

test('diagnose gives up when the API server does not answer', async () => {
  const api = await apiServer({ '/api/v1/pods': 'says nothing', '/api/v1/events': { items: [] } })
  await expect(diagnose(api.connection, 100)).rejects.toThrow('the API server did not say within 100 ms')
  await api.close()
})
