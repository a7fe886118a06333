import { expect, test } from '@playwright/test'
import { waitUntilReady } from '../../../src/cluster/lifecycle/ready.ts'
import { apiServer, type Answer } from '../../support/api-server.ts'

const NODES = '/api/v1/nodes'
const ACCOUNT = '/api/v1/namespaces/default/serviceaccounts/default'
const DNS = '/apis/apps/v1/namespaces/kube-system/deployments/coredns'

const node = (status: string) => ({ status: { conditions: [{ type: 'Ready', status }] } })
const READY: Record<string, Answer> = {
  [NODES]: { items: [node('True')] },
  [ACCOUNT]: { metadata: { name: 'default' } },
  [DNS]: { status: { availableReplicas: 1 } },
}

const lacking: [what: string, path: string, answer: Answer][] = [
  ['there is no node', NODES, { items: [] }],
  ['one of the nodes is not Ready', NODES, { items: [node('True'), node('False')] }],
  ['there is no default service account', ACCOUNT, 404],
  ['there is no CoreDNS', DNS, 404],
  ['CoreDNS is not available', DNS, { status: {} }],
  ['the API server fails', NODES, 503],
  ['the API server hangs up', ACCOUNT, 'hangs up'],
]
for (const [what, path, answer] of lacking)
  test(`a cluster is waited for while ${what}`, async () => {
    const api = await apiServer({ ...READY, [path]: answer })
    let waits = 0
    await waitUntilReady(api.kubeconfig, AbortSignal.timeout(10_000), () => {
      waits++
      Object.assign(api.answers, READY)
    })
    expect(waits).toBe(1)
    await api.close()
  })

test('a cluster that is ready is not waited for', async () => {
  const api = await apiServer(READY)
  let waits = 0
  await waitUntilReady(api.kubeconfig, AbortSignal.timeout(10_000), () => waits++)
  expect(waits).toBe(0)
  await api.close()
})
