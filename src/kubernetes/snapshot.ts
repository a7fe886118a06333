import type { Connection } from './connection.ts'
import type { AnyObject } from './object.ts'

/** Every object of a cluster at one moment: its name to its uid and what was asked of it. */
export type Snapshot = Map<string, string>

interface Resource {
  name: string
  kind: string
  verbs: string[]
}

/** Kinds that change by themselves all the time and that no one installs. */
const RESTLESS = new Set(['Event', 'Lease', 'PodMetrics', 'NodeMetrics'])

/**
 * Lists everything by discovery: identity, uid, labels and everything but status and metadata that the API server keeps.
 * Aggregated kinds that can only be read one by one are left out, they are views of others.
 */
export async function takeSnapshot(connection: Connection): Promise<Snapshot> {
  const groups = await groupVersions(connection)
  const perGroup = await Promise.all(groups.map((path) => listGroup(connection, path)))
  return new Map(perGroup.flat())
}

async function groupVersions(connection: Connection): Promise<string[]> {
  const { groups } = await connection.get<{ groups: { preferredVersion: { groupVersion: string } }[] }>('/apis')
  return ['/api/v1', ...groups.map((g) => `/apis/${g.preferredVersion.groupVersion}`)]
}

async function listGroup(connection: Connection, path: string): Promise<[string, string][]> {
  const { resources } = await connection.get<{ resources: Resource[] }>(path)
  const listable = resources.filter((r) => r.verbs.includes('list') && !r.name.includes('/') && !RESTLESS.has(r.kind))
  const lists = await Promise.all(
    listable.map(async (resource) => {
      const { items } = await connection.get<{ items: AnyObject[] }>(`${path}/${resource.name}`)
      return items.map((item): [string, string] => [nameOf(path, resource.kind, item), contentOf(item)])
    }),
  )
  return lists.flat()
}

function nameOf(path: string, kind: string, { metadata }: AnyObject): string {
  const group = path.split('/').slice(2, -1).join('/')
  return `${kind}${group ? `.${group}` : ''} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`
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
