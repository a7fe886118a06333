import { expect, test } from '@playwright/test'
import { listableResources } from '../../../src/kubernetes/resources.ts'
import { apiServer } from '../../support/api-server.ts'

test('kinds are listed in the version that their group prefers, without subresources and what changes by itself', async () => {
  const kind = (name: string, of: string, verbs = ['get', 'list']) => ({ name, kind: of, namespaced: true, verbs })
  const api = await apiServer({
    '/apis': { groups: [{ name: 'apps', preferredVersion: { groupVersion: 'apps/v1' } }] },
    '/api/v1': {
      resources: [
        kind('pods', 'Pod'),
        kind('pods/log', 'Pod'),
        kind('events', 'Event'),
        kind('bindings', 'Binding', []),
      ],
    },
  })
  expect(await listableResources(api.connection)).toEqual([
    { path: '/api/v1/pods', kind: 'Pod', group: '', verbs: ['get', 'list'] },
    { path: '/apis/apps/v1/deployments', kind: 'Deployment', group: 'apps', verbs: ['get', 'list'] },
  ])
  await api.close()
})
