import { expect, test } from '@playwright/test'
import {
  describePlan,
  inEveryNamespace,
  plannedChanges,
  refuseConflicts,
  type ControlPlane,
} from '../../../src/kube-context/index.ts'
import { parseObject } from '../../../src/kube-context/object-address.ts'
import { loadChain, loadPage } from '../../../src/page/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { apiServer, type Answer, type ApiServer } from '../../support/api-server.ts'
import { fixture } from '../../support/fixture.ts'

/** A review of rights as the API server answers it. */
interface Review {
  spec: { resourceAttributes: { verb: string; group: string; resource: string; namespace?: string } }
}

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
const rights = (allowed: (right: Review['spec']['resourceAttributes']) => boolean) => (body: unknown) => ({
  status: { allowed: allowed((body as Review).spec.resourceAttributes) },
})

/** What an API server says of a group that it serves. */
const group = (name: string, version: string, ...kinds: [name: string, kind: string][]): Record<string, Answer> => ({
  [`/apis/${name}`]: { preferredVersion: { groupVersion: `${name}/${version}` } },
  [`/apis/${name}/${version}`]: {
    resources: kinds.flatMap(([resource, kind]) => [
      { name: resource, kind },
      { name: `${resource}/status`, kind },
    ]),
  },
})

let api: ApiServer
test.beforeEach(async () => {
  api = await apiServer({
    ...group('apps', 'v1', ['deployments', 'Deployment']),
    ...group('rbac.authorization.k8s.io', 'v1', ['clusterroles', 'ClusterRole']),
    ...group('apiextensions.k8s.io', 'v1', ['customresourcedefinitions', 'CustomResourceDefinition']),
    [REVIEWS]: rights(() => true),
  })
})
test.afterEach(() => api.close())

/** The plan of a page of the course with the start state that it needs, or without. */
async function plan(id: string, withStart: boolean) {
  const chain = await loadChain(ROOT, id)
  const pages = withStart ? chain : chain.slice(-1)
  return {
    changes: await plannedChanges(
      ROOT,
      pages.map((page) => ({ page, start: page.id !== id })),
    ),
    commands: pages.flatMap(({ steps }) => steps.map(({ command }) => command)),
  }
}

const there: ControlPlane[] = [{ namespace: 'mesh', name: 'istiod', revision: 'default', version: '1.30.0' }]

test('plannedChanges of an installation are what its recorded run created, and each was not there before', async () => {
  const { changes } = await plan('install-default', true)
  const first = (object: string) => changes.find((change) => change.object === object)?.first
  expect(first('Namespace istio-system')).toBe('created')
  expect(first('CustomResourceDefinition.apiextensions.k8s.io gateways.networking.istio.io')).toBe('created')
  expect(changes.filter((change) => change.first !== 'created')).toEqual([])
})

test('plannedChanges of a page that breaks what is there say what they change, and by which step', async () => {
  const { changes } = await plan('break-webhook', false)
  const istiod = changes.find(({ object }) => object === 'Deployment.apps istio-system/istiod')
  expect(istiod).toMatchObject({ first: 'changed', fields: ['spec.replicas'], step: 'break-webhook#stop-istiod' })
  expect(changes.find(({ object }) => object === 'Deployment.apps outside/bystander')?.first).toBe('created')
})

test('plannedChanges refuses a page that was never recorded', async () => {
  const { PROVING_GROUND_ROOT: root = '' } = await fixture([{ id: 'a', command: 'echo ok' }])
  const page = await loadPage(root, 'x')
  await expect(plannedChanges(root, [{ page, start: false }])).rejects.toThrow(
    /^x has never been recorded, so what it would do to your cluster is not known: npm run record x/,
  )
})

test('inEveryNamespace plans for each namespace of the cluster what the recorded run made in all of its own', async () => {
  const { changes } = await plan('install-default', true)
  const names = ['default', 'kube-system', 'kube-public', 'kube-node-lease', 'shop', 'team-a']
  api.answers['/api/v1/namespaces'] = { items: names.map((name) => ({ metadata: { name } })) }
  const planned = await inEveryNamespace(api.connection, changes)
  const added = planned.map(({ object }) => object).filter((object) => !changes.some((one) => one.object === object))
  expect(added).toEqual(
    ['shop', 'team-a'].flatMap((namespace) =>
      ['istio-ca-crl', 'istio-ca-root-cert'].map((name) => `ConfigMap ${namespace}/${name}`),
    ),
  )
  expect(planned.slice(changes.length).every(({ first }) => first === 'created')).toBe(true)
  api.answers['/api/v1/namespaces/team-a/configmaps/istio-ca-root-cert'] = {}
  api.answers['/api/v1'] = { resources: [{ name: 'configmaps', kind: 'ConfigMap' }] }
  await expect(refuseConflicts(api.connection, planned, [], [])).rejects.toThrow(
    /- ConfigMap team-a\/istio-ca-root-cert is there already; install-default#install would create it/,
  )
})

test('inEveryNamespace asks nothing of a cluster for a plan that writes into no namespace of others', async () => {
  const { changes } = await plan('deploy-payments', false)
  expect(await inEveryNamespace(api.connection, changes)).toEqual(changes)
})

test('refuseConflicts takes a cluster on which nothing is in the way', async () => {
  for (const id of ['install-default', 'install-helm', 'deploy-payments', 'strict-mtls', 'break-webhook']) {
    const { changes, commands } = await plan(id, true)
    await refuseConflicts(api.connection, changes, commands, [])
  }
})

test('refuseConflicts names each object that would be created and exists', async () => {
  const { changes, commands } = await plan('deploy-payments', false)
  api.answers['/api/v1/namespaces/payments'] = { metadata: { name: 'payments' } }
  const error = await refuseConflicts(api.connection, changes, commands, there).catch((thrown: unknown) => thrown)
  expect(error).toHaveProperty('name', 'PreconditionError')
  expect(error).toHaveProperty(
    'message',
    expect.stringMatching(
      /^nothing was changed\. [^]*- Namespace payments is there already; deploy-payments#create-payments would create it$/m,
    ),
  )
})

test('refuseConflicts names what would be changed and is not there', async () => {
  const { changes, commands } = await plan('break-webhook', false)
  await expect(refuseConflicts(api.connection, changes, commands, there)).rejects.toThrow(
    /Deployment\.apps istio-system\/istiod is not there; break-webhook#stop-istiod would change it/,
  )
})

test('refuseConflicts refuses to take away an Istio that was there, whichever tool would do it', async () => {
  for (const [id, command] of [
    ['install-default', 'istioctl uninstall --purge -y'],
    ['install-helm', 'kubectl delete crd -l'],
  ] as const) {
    const { changes, commands } = await plan(id, true)
    await expect(refuseConflicts(api.connection, changes, commands, there)).rejects.toThrow(
      new RegExp(`an Istio is there: mesh/istiod\\. This run would take it away with "${command}`),
    )
  }
})

test('refuseConflicts lets a page run beside an Istio that it does not take away', async () => {
  const { changes, commands } = await plan('deploy-payments', false)
  await refuseConflicts(api.connection, changes, commands, there)
})

test('refuseConflicts names the rights that a user lacks, also for kinds that only the run brings', async () => {
  const { changes, commands } = await plan('deploy-payments', false)
  api.answers[REVIEWS] = rights(({ verb, resource, group: name }) => {
    if (resource === 'namespaces' && verb === 'create') return false
    return name !== 'networking.istio.io'
  })
  const error = await refuseConflicts(api.connection, changes, commands, []).catch((thrown: unknown) => thrown)
  const text = (error as Error).message
  expect(text).toContain('this user may not create namespaces\n')
  expect(text).toContain('this user may not create *.networking.istio.io in payments')
  expect(text).not.toContain('may not create deployments.apps')
})

test('refuseConflicts asks for the right to list everything, by which a run is compared', async () => {
  api.answers[REVIEWS] = rights(({ group: name }) => name !== '*')
  await expect(refuseConflicts(api.connection, [], [], [])).rejects.toThrow(
    /may not list everything[^]*watch everything/,
  )
})

test('refuseConflicts says which object could not be looked at', async () => {
  const { changes, commands } = await plan('deploy-payments', false)
  api.answers['/api/v1/namespaces/payments'] = 403
  await expect(refuseConflicts(api.connection, changes, commands, [])).rejects.toThrow(
    /this user may not read Namespace payments/,
  )
})

test('describePlan says what is created, changed and lasting, and how it ends', async () => {
  const { changes } = await plan('break-webhook', false)
  const text = describePlan(changes, ['Pod x/y: why'], false).join('\n')
  expect(text).toMatch(/^It creates, and deletes at the end \(1\):\n {2}Deployment\.apps outside\/bystander$/m)
  expect(text).toContain('  Deployment.apps istio-system/istiod (spec.replicas), by break-webhook#stop-istiod')
  expect(text).toMatch(/Cannot be taken back \(1\):\n {2}Pod x\/y: why$/)
  expect(describePlan(changes, [], true).join('\n')).toMatch(/^It creates, and leaves in place/)
})

const names: [object: string, parts: object][] = [
  ['Namespace payments', { kind: 'Namespace', group: '', namespace: undefined, name: 'payments' }],
  ['Deployment.apps a/b.c', { kind: 'Deployment', group: 'apps', namespace: 'a', name: 'b.c' }],
  [
    'CustomResourceDefinition.apiextensions.k8s.io a.b.io',
    { kind: 'CustomResourceDefinition', group: 'apiextensions.k8s.io', namespace: undefined, name: 'a.b.io' },
  ],
  [
    'ClusterRole.rbac.authorization.k8s.io system:node',
    { kind: 'ClusterRole', group: 'rbac.authorization.k8s.io', namespace: undefined, name: 'system:node' },
  ],
]
for (const [object, parts] of names) {
  test(`parseObject reads ${object}`, () => expect(parseObject(object)).toEqual(parts))
}
