import { expect, test } from '@playwright/test'
import { ChangeLog } from '../../../src/kubernetes/change-log.ts'
import type { Change } from '../../../src/kubernetes/changes.ts'
import { compareSnapshots, contentOf, describeDifference, type Snapshot } from '../../../src/kubernetes/snapshot.ts'
import { nameOf } from '../../../src/kubernetes/resources.ts'
import { inOrder, recorded, type RecordedKind, type WatchEvent } from '../../support/recorded.ts'

/** A log that has been told of what was there at first. */
function logOf(kinds: readonly RecordedKind[]): ChangeLog {
  const log = new ChangeLog()
  for (const kind of kinds) for (const item of kind.list.items) log.see(kind, item)
  log.take()
  return log
}

function tell(log: ChangeLog, events: readonly { resource: RecordedKind; event: WatchEvent }[]): Change[] {
  for (const { resource, event } of events) {
    if (event.type === 'DELETED') log.seeGone(resource, event.object)
    else if (event.type !== 'BOOKMARK') log.see(resource, event.object)
  }
  return log.take()
}

/** What changed in a recording. */
function changesIn(name: string): Change[] {
  const kinds = recorded(name)
  return tell(logOf(kinds), inOrder(kinds))
}

/** Snapshots before and after a recording, of Lists as they come. */
function snapshots(name: string, edit: (object: RecordedKind['list']['items'][number]) => void = () => undefined) {
  const before: Snapshot = new Map()
  const after: Snapshot = new Map()
  for (const kind of recorded(name)) {
    for (const item of kind.list.items) {
      before.set(nameOf(kind, item), contentOf(kind.kind, item))
      edit(item)
      after.set(nameOf(kind, item), contentOf(kind.kind, item))
    }
    for (const { type, object } of kind.events) {
      if (type === 'BOOKMARK') continue
      if (type === 'DELETED') after.delete(nameOf(kind, object))
      else after.set(nameOf(kind, object), contentOf(kind.kind, object))
    }
  }
  return compareSnapshots(before, after).map(describeDifference)
}

test('the recordings hold what makes lists and watch events differ', () => {
  const kinds = recorded('nothing')
  const items = kinds.flatMap(({ list }) => list.items)
  const events = kinds.flatMap((kind) => kind.events)
  expect(items.filter((item) => item.kind !== undefined || item.apiVersion !== undefined)).toEqual([])
  expect(events.filter(({ object }) => object.kind === undefined)).toEqual([])
  expect(items.every((item) => item.metadata.managedFields!.length > 0)).toBe(true)
  expect(events.some(({ type }) => type === 'BOOKMARK')).toBe(true)
  expect(JSON.stringify(events)).toContain('control-plane.alpha.kubernetes.io/leader')
})

test('ChangeLog has no change of a mesh where nobody asks for anything, whatever is renewed and reported', () => {
  expect(changesIn('nothing')).toEqual([])
  expect(snapshots('nothing')).toEqual([])
})

test('ChangeLog counts a restart with its Deployment: the ReplicaSet and the Pods that it replaces', () => {
  const kinds = recorded('restart')
  const changes = tell(logOf(kinds), inOrder(kinds))
  expect(changes).toEqual([
    {
      verb: 'changed',
      object: 'Deployment.apps payments/payments',
      fields: ['spec.template.metadata.annotations'],
      owned: ['changed ReplicaSet.apps ×1', 'created Pod ×2', 'created ReplicaSet.apps ×1', 'deleted Pod ×2'],
    },
  ])
})

test('ChangeLog counts a Pod as deleted at the step that began its deletion', () => {
  const kinds = recorded('restart')
  const events = inOrder(kinds)
  const gone = events.findIndex(({ event }) => event.type === 'DELETED')
  const log = logOf(kinds)
  expect(tell(log, events.slice(0, gone))[0]!.owned).toContain('deleted Pod ×2')
  expect(
    tell(log, events.slice(gone)).flatMap(({ owned }) => owned.filter((text) => text.startsWith('deleted'))),
  ).toEqual([])
})

test('ChangeLog and compareSnapshots name an annotation that changed by its key', () => {
  const fields = ['metadata.annotations.sidecar.istio.io/inject']
  expect(changesIn('annotate')).toEqual([{ verb: 'changed', object: 'Namespace payments', fields, owned: [] }])
  expect(snapshots('annotate')).toEqual([`changed Namespace payments (${fields[0]})`])
})

test('compareSnapshots tells an object that was deleted and made again from the first', () => {
  const object = 'ConfigMap payments/istio-ca-root-cert'
  expect(changesIn('recreate')).toEqual([
    { verb: 'created', object, fields: [], owned: [] },
    { verb: 'created', object: 'ConfigMap payments/made', fields: [], owned: [] },
    { verb: 'deleted', object, fields: [], owned: [] },
  ])
  expect(snapshots('recreate')).toEqual([`changed ${object} (deleted and made again)`, 'added ConfigMap payments/made'])
})

test('ChangeLog does not count a certificate that istiod puts back into its webhook', () => {
  expect(changesIn('ca-bundle')).toEqual([])
  expect(snapshots('ca-bundle')).toEqual([])
})

test('compareSnapshots counts a finalizer, an owner and a deletion that has begun', () => {
  const isNamespace = (object: { metadata: { namespace?: string } }) => object.metadata.namespace === undefined
  const owner = { apiVersion: 'v1', kind: 'Namespace', name: 'x', uid: '1' }
  const edits: [field: string, edit: (metadata: Record<string, unknown>) => void][] = [
    ['metadata.finalizers[0]', (metadata) => (metadata['finalizers'] = ['example.com/kept'])],
    ['metadata.ownerReferences[x]', (metadata) => (metadata['ownerReferences'] = [owner])],
    ['metadata.deletionTimestamp', (metadata) => (metadata['deletionTimestamp'] = '2026-11-26T07:10:00Z')],
  ]
  for (const [field, edit] of edits) {
    const differences = snapshots('ca-bundle', (object) => {
      if (!isNamespace(object)) edit(object.metadata as unknown as Record<string, unknown>)
    })
    expect(differences, field).toContain(`changed ConfigMap default/istio-ca-crl (${field})`)
  }
})
