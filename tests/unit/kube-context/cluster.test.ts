import { expect, test } from '@playwright/test'
import {
  ClusterGuard,
  controlPlanesIn,
  findControlPlanes,
  identify,
  type KubeContext,
} from '../../../src/kube-context/index.ts'
import { apiServer, type Answer, type ApiServer } from '../../support/api-server.ts'

const entry = { name: 'me', file: '/config', entry: {} }
const context: KubeContext = {
  name: 'staging',
  cluster: entry,
  user: entry,
  server: 'https://staging.example.com',
  alsoKnownAs: [],
}
const KUBE_SYSTEM = '/api/v1/namespaces/kube-system'
const DEPLOYMENTS = '/apis/apps/v1/deployments'
const kubeSystem = (uid: string) => ({ metadata: { name: 'kube-system', uid } })

let api: ApiServer
test.beforeEach(async () => void (api = await apiServer({ '/version': { gitVersion: 'v1.33.4-eks-5ca49cb' } })))
test.afterEach(() => api.close())

test('identify knows a cluster by the UID of kube-system and by the version that it says', async () => {
  api.answers[KUBE_SYSTEM] = kubeSystem('u1')
  expect(await identify(api.connection, context)).toEqual({ uid: 'u1', kubernetes: '1.33.4-eks-5ca49cb' })
})

test('identify takes a user who may not read kube-system', async () => {
  api.answers[KUBE_SYSTEM] = 403
  expect((await identify(api.connection, context)).uid).toBeUndefined()
})

const unanswered: [promise: string, answer: Answer, says: RegExp][] = [
  ['that the credentials are not taken', 401, /does not take the credentials of user "me": log in again/],
  ['that nobody answers', 'hangs up', /"staging", https:\/\/staging\.example\.com cannot be reached[^]*VPN/],
  ['what the API server answers', 500, /"staging".*GET \/version: 500/],
]
for (const [promise, answer, says] of unanswered) {
  test(`identify says ${promise}`, async () => {
    api.answers['/version'] = answer
    const error = await identify(api.connection, context).catch((thrown: unknown) => thrown)
    expect(error).toHaveProperty('name', 'PreconditionError')
    expect(error).toHaveProperty('message', expect.stringMatching(says))
  })
}

test('ClusterGuard stops for good once the context leads to another cluster', async () => {
  api.answers[KUBE_SYSTEM] = kubeSystem('u1')
  const guard = new ClusterGuard(api.connection, context, 'u1')
  await guard.check()
  api.answers[KUBE_SYSTEM] = kubeSystem('u2')
  await expect(guard.check()).rejects.toThrow(/leads to another cluster now: .* UID u2, the plan was made for u1/)
  api.answers[KUBE_SYSTEM] = kubeSystem('u1')
  await expect(guard.check()).rejects.toThrow(/another cluster/)
})

test('ClusterGuard refuses a change while no cluster answers, and goes on when it answers again', async () => {
  api.answers[KUBE_SYSTEM] = 'hangs up'
  const guard = new ClusterGuard(api.connection, context, 'u1')
  await expect(guard.check()).rejects.toThrow(/cannot be reached/)
  expect(guard.stopped).toBeUndefined()
  api.answers[KUBE_SYSTEM] = kubeSystem('u1')
  await guard.check()
})

const istiod = (namespace: string, name: string, image: string, labels: Record<string, string> = {}) => ({
  metadata: { namespace, name, labels },
  spec: {
    template: {
      spec: {
        containers: [
          { name: 'istio-proxy', image: 'x:9.9' },
          { name: 'discovery', image },
        ],
      },
    },
  },
})

test('findControlPlanes finds each revision, the default first', async () => {
  api.answers[DEPLOYMENTS] = {
    items: [
      istiod('istio-system', 'istiod-canary', 'docker.io/istio/pilot:1.31.0', { 'istio.io/rev': 'canary' }),
      istiod('istio-system', 'istiod', 'docker.io/istio/pilot:1.30.3', { 'istio.io/rev': 'default' }),
    ],
  }
  const found = await findControlPlanes(api.connection, 'istio-system')
  expect(found.map(({ revision, version }) => [revision, version])).toEqual([
    ['default', '1.30.3'],
    ['canary', '1.31.0'],
  ])
})

const versions: [image: string, labels: Record<string, string>, version: string | undefined][] = [
  ['docker.io/istio/pilot:1.31.0-distroless', {}, '1.31.0'],
  ['registry.example.com:5000/istio/pilot:1.30-dev.9739e10eb9d7-debug', {}, '1.30-dev.9739e10eb9d7'],
  ['registry.example.com:5000/istio/pilot:1.31.0@sha256:0123', {}, '1.31.0'],
  ['docker.io/istio/pilot@sha256:0123', { 'app.kubernetes.io/version': '1.29.1' }, '1.29.1'],
  ['docker.io/istio/pilot@sha256:0123', { 'operator.istio.io/version': '1.22.0' }, '1.22.0'],
  ['registry.example.com/pilot:prod', { 'app.kubernetes.io/version': '1.29.1' }, '1.29.1'],
  ['registry.example.com:5000/pilot', {}, undefined],
]
for (const [image, labels, version] of versions) {
  test(`findControlPlanes says ${version ?? 'no version'} of ${image} with ${JSON.stringify(labels)}`, async () => {
    api.answers[DEPLOYMENTS] = { items: [istiod('istio-system', 'istiod', image, labels)] }
    expect((await findControlPlanes(api.connection, 'istio-system'))[0]!.version).toBe(version)
  })
}

test('findControlPlanes looks into one namespace where a user may not look into all, and refuses where neither is allowed', async () => {
  const own = '/apis/apps/v1/namespaces/mesh/deployments'
  api.answers[DEPLOYMENTS] = 403
  api.answers[own] = { items: [istiod('mesh', 'istiod', 'pilot:1.31.0')] }
  expect(await findControlPlanes(api.connection, 'mesh')).toHaveLength(1)
  api.answers[own] = 403
  await expect(findControlPlanes(api.connection, 'mesh')).rejects.toThrow(
    /may list Deployments neither in all namespaces nor in mesh/,
  )
})

test('controlPlanesIn says where Istio is when it is in another namespace, and that there is none', async () => {
  api.answers[DEPLOYMENTS] = { items: [istiod('mesh', 'istiod', 'pilot:1.31.0')] }
  const found = await findControlPlanes(api.connection, 'istio-system')
  expect(() => controlPlanesIn(found, 'istio-system', 'staging')).toThrow(
    /"staging" has no Istio in namespace istio-system: .* There is one in mesh: --istio-namespace mesh/,
  )
  expect(() => controlPlanesIn([], 'istio-system', 'staging')).toThrow(/Nor is there one in another namespace/)
  expect(controlPlanesIn(found, 'mesh', 'staging')).toEqual(found)
})
