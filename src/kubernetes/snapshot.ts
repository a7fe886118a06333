import type { Connection } from './connection.ts'
import type { AnyObject } from './object.ts'
import { listableResources, nameOf } from './resources.ts'

/** Every object of a cluster at one moment: its name to its uid and what was asked of it. */
export type Snapshot = Map<string, string>

/** Lists everything by discovery: identity, uid, labels and everything but status and metadata that the API server keeps. */
export async function takeSnapshot(connection: Connection): Promise<Snapshot> {
  const resources = await listableResources(connection)
  const lists = await Promise.all(
    resources.map(async (resource) => {
      const { items } = await connection.get<{ items: AnyObject[] }>(resource.path)
      return items.map((item): [string, string] => [nameOf(resource, item), contentOf(item)])
    }),
  )
  return new Map(lists.flat())
}

function contentOf(object: AnyObject): string {
  const { metadata, status: _status, ...rest } = object as AnyObject & { status?: unknown }
  const { uid, labels } = metadata
  return JSON.stringify([uid, labels ?? {}, rest])
}

/** Differences in the order of their names: "added …", "deleted …", "changed …". Empty when equal. */
export function compareSnapshots(before: Snapshot, after: Snapshot): string[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  return names.flatMap((name) => {
    if (!before.has(name)) return [`added ${name}`]
    if (!after.has(name)) return [`deleted ${name}`]
    return before.get(name) === after.get(name) ? [] : [`changed ${name}`]
  })
}
