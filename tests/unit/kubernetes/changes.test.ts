import { expect, test } from '@playwright/test'
import { changedFields } from '../../../src/kubernetes/changed-fields.ts'
import { summarizeChanges, type Difference } from '../../../src/kubernetes/changes.ts'
import type { AnyObject } from '../../../src/kubernetes/object-matchers.ts'
import { requested } from '../../../src/kubernetes/without-server-fields.ts'

const object = (more: object, metadata: object = {}): AnyObject => ({
  apiVersion: 'v1',
  kind: 'X',
  metadata: { name: 'x', ...metadata },
  ...more,
})
const owner = (uid: string) => ({
  ownerReferences: [{ controller: true, uid, apiVersion: 'v1', kind: 'X', name: 'x' }],
})
const created = (name: string, after: AnyObject): Difference => ({ name, before: undefined, after })
const deleted = (name: string, before: AnyObject): Difference => ({ name, before, after: undefined })

test('changedFields names a field by its path, an element of a list by its name', () => {
  const with_ = (image: string, replicas: number) =>
    object({ spec: { replicas, containers: [{ name: 'app', image }] } })
  expect(changedFields(with_('a:1', 1), with_('a:2', 3))).toEqual(['spec.replicas', 'spec.containers[app].image'])
})

test('changedFields names the list when its order changed, or when two elements have one name', () => {
  const env = (...values: [string, string][]) =>
    object({ spec: { env: values.map(([name, value]) => ({ name, value })) } })
  expect(changedFields(env(['a', '1'], ['b', '2']), env(['b', '2'], ['a', '1']))).toEqual(['spec.env'])
  expect(changedFields(env(['a', '1'], ['a', '2']), env(['a', '3'], ['a', '2']))).toEqual(['spec.env'])
})

test('changedFields has nothing that the server keeps for itself or that controllers report', () => {
  const one = object({ status: { ready: 1 } }, { resourceVersion: '1', generation: 1 })
  const other = object({ status: { ready: 2 } }, { resourceVersion: '2', generation: 2 })
  expect(changedFields(requested('X', one), requested('X', other))).toEqual([])
})

test('changedFields tells the keys of a Secret and no values', () => {
  const secret = (value: string) => object({ data: { 'ca-key.pem': value } })
  expect(changedFields(secret('b25l'), secret('dHdv'))).toEqual(['data.ca-key.pem'])
})

test('summarizeChanges counts what an object owns with it, however deep', () => {
  const deployment = object({}, { uid: '1' })
  const replicaSet = object({}, { uid: '2', ...owner('1') })
  const byUid = new Map([
    ['1', { name: 'Deployment.apps a/b', object: deployment }],
    ['2', { name: 'ReplicaSet.apps a/b-1', object: replicaSet }],
  ])
  const changes = summarizeChanges(
    [
      created('Deployment.apps a/b', deployment),
      created('ReplicaSet.apps a/b-1', replicaSet),
      created('Pod a/b-1-x', object({}, owner('2'))),
      created('Pod a/b-1-y', object({}, owner('2'))),
    ],
    byUid,
  )
  expect(changes).toEqual([
    {
      verb: 'created',
      object: 'Deployment.apps a/b',
      fields: [],
      owned: ['created Pod ×2', 'created ReplicaSet.apps ×1'],
    },
  ])
})

test('summarizeChanges names an owner that stays when what it owns is replaced', () => {
  const replicaSet = object({}, { uid: '2' })
  const byUid = new Map([['2', { name: 'ReplicaSet.apps a/b-1', object: replicaSet }]])
  const pod = object({}, owner('2'))
  expect(summarizeChanges([deleted('Pod a/b-1-x', pod), created('Pod a/b-1-y', pod)], byUid)).toEqual([
    { verb: 'changed', object: 'ReplicaSet.apps a/b-1', fields: [], owned: ['created Pod ×1', 'deleted Pod ×1'] },
  ])
})

test('summarizeChanges counts what is in a deleted namespace with the namespace', () => {
  const changes = summarizeChanges(
    [
      deleted('Namespace a', object({}, { name: 'a' })),
      deleted('ConfigMap a/c', object({}, { name: 'c', namespace: 'a' })),
      deleted('ConfigMap a/kube-root-ca.crt', object({}, { name: 'kube-root-ca.crt', namespace: 'a' })),
    ],
    new Map(),
  )
  expect(changes).toEqual([{ verb: 'deleted', object: 'Namespace a', fields: [], owned: ['deleted ConfigMap ×1'] }])
})

test('summarizeChanges leaves out what came and went within a step', () => {
  expect(summarizeChanges([{ name: 'Job a/b', before: undefined, after: undefined }], new Map())).toEqual([])
})

test('summarizeChanges counts what is in a new namespace with the namespace, and calls nothing in it changed', () => {
  const inA = (metadata: object) => object({}, { namespace: 'a', ...metadata })
  const deployment = inA({ uid: '1' })
  const changes = summarizeChanges(
    [
      created('Namespace a', object({}, { name: 'a' })),
      created('Deployment.apps a/b', deployment),
      created('Pod a/b-1-x', inA(owner('1'))),
    ],
    new Map([['1', { name: 'Deployment.apps a/b', object: deployment }]]),
  )
  const owned = ['created Deployment.apps ×1', 'created Pod ×1']
  expect(changes).toEqual([{ verb: 'created', object: 'Namespace a', fields: [], owned }])
})

test('summarizeChanges tells what the API server registers for a CRD by the CRD', () => {
  const name = 'APIService.apiregistration.k8s.io v1.networking.istio.io'
  const registered = object({}, { labels: { 'kube-aggregator.kubernetes.io/automanaged': 'true' } })
  expect(summarizeChanges([deleted(name, registered)], new Map())).toEqual([])
  expect(summarizeChanges([deleted(name, object({}))], new Map())).toHaveLength(1)
})
