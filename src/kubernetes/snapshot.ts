import { changedFields } from './changed-fields.ts'
import type { Connection } from '../kubernetes-api/index.ts'
import type { AnyObject } from './object-matchers.ts'
import { requested } from './without-server-fields.ts'
import { listableResources, nameOf } from './resources.ts'

/** Every object of a cluster at one moment: its name to its uid and what was asked of it, as JSON. */
export type Snapshot = Map<string, string>

/** An object that is not as it was. */
export interface SnapshotDifference {
  verb: 'added' | 'deleted' | 'changed'
  /** `Deployment.apps payments/payments`. */
  object: string
  /** Of a changed object the paths that differ, never the values. */
  fields: string[]
}

/** Lists everything by discovery, without status and what the API server and controllers keep by themselves. */
export async function takeSnapshot(connection: Connection): Promise<Snapshot> {
  const resources = await listableResources(connection)
  const lists = await Promise.all(
    resources.map(async (resource) => {
      const { items } = await connection.get<{ items: AnyObject[] }>(resource.path)
      return items.map((item): [string, string] => [nameOf(resource, item), contentOf(resource.kind, item)])
    }),
  )
  return new Map(lists.flat())
}

/** What counts of an object in the comparison of two snapshots, as JSON. @param kind as in `Deployment` */
export function contentOf(kind: string, object: AnyObject): string {
  return JSON.stringify(requested(kind, object))
}

/** Differences in the order of the objects' names. Empty when equal. */
export function compareSnapshots(before: Snapshot, after: Snapshot): SnapshotDifference[] {
  const objects = [...new Set([...before.keys(), ...after.keys()])].sort()
  return objects.flatMap((object): SnapshotDifference[] => {
    const [one, other] = [before.get(object), after.get(object)]
    if (one === undefined) return [{ verb: 'added', object, fields: [] }]
    if (other === undefined) return [{ verb: 'deleted', object, fields: [] }]
    if (one === other) return []
    const fields = changedFields(JSON.parse(one) as object, JSON.parse(other) as object)
    // The same in another order is no difference.
    return fields.length === 0 ? [] : [{ verb: 'changed', object, fields }]
  })
}

/** "changed Namespace payments (metadata.annotations.team)". */
export function describeDifference({ verb, object, fields }: SnapshotDifference): string {
  if (verb !== 'changed') return `${verb} ${object}`
  if (fields.includes('metadata.uid')) return `changed ${object} (deleted and made again)`
  const shown = fields.slice(0, MAX_FIELDS).join(', ')
  return `changed ${object} (${shown}${fields.length > MAX_FIELDS ? ` and ${fields.length - MAX_FIELDS} more` : ''})`
}

/** The most fields that a difference names. */
const MAX_FIELDS = 5
