import type { Connection } from '../kubernetes-api/index.ts'
import type { AnyObject } from './object-matchers.ts'
import { requested } from './without-server-fields.ts'
import { listableResources, nameOf } from './resources.ts'

/** Every object of a cluster at one moment, status included, by its name: `Deployment.apps payments/payments`. */
export type Objects = ReadonlyMap<string, AnyObject>

/** Lists every object of a cluster, but for the kinds that change by themselves all the time, as `takeSnapshot` does. */
export async function listObjects(connection: Connection): Promise<Objects> {
  const resources = await listableResources(connection)
  const lists = await Promise.all(
    resources.map(async (resource) => {
      const { items } = await connection.get<{ items: AnyObject[] }>(resource.path)
      return items.map((item): [string, AnyObject] => [nameOf(resource, item), item])
    }),
  )
  return new Map(lists.flat())
}

/** The kind in an object's name: `Deployment` of `Deployment.apps payments/payments`. */
export function kindIn(name: string): string {
  return /^[^. ]+/.exec(name)?.[0] ?? ''
}

/** What was asked of an object, as `requested` has it. @param name as in `Objects` */
export function requestedOf(name: string, object: AnyObject): Record<string, unknown> {
  return requested(kindIn(name), object)
}
