import type { KubernetesObject, ListWatch } from '@kubernetes/client-node'
import { ChangeLog } from './change-log.ts'
import type { Change } from './changes.ts'
import { client, type Connection } from '../kubernetes-api/index.ts'
import type { AnyObject } from './object-matchers.ts'
import { listableResources, type Resource } from './resources.ts'

type Crd = AnyObject & {
  spec: { group: string; names: { plural: string; kind: string }; versions: { name: string; served: boolean }[] }
  status?: { conditions?: { type: string; status: string }[] }
}

/**
 * Sees every change of every object from its start on, also of kinds that are defined later. What changed and changed back
 * between two calls of `take` does not count.
 */
export class ChangeWatch {
  readonly #connection: Connection
  readonly #watches = new Map<string, ListWatch<KubernetesObject>>()
  readonly #log = new ChangeLog()

  private constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Lists everything and begins to watch. */
  static async start(connection: Connection): Promise<ChangeWatch> {
    const watch = new ChangeWatch(connection)
    const resources = await listableResources(connection)
    await Promise.all(resources.filter((r) => r.verbs.includes('watch')).map((r) => watch.#add(r)))
    watch.take()
    return watch
  }

  /** What changed since the last call, summed up by owners. */
  take(): Change[] {
    return this.#log.take()
  }

  /** Ends all watches. */
  async stop(): Promise<void> {
    await Promise.all([...this.#watches.values()].map((watch) => watch.stop()))
  }

  async #add(resource: Resource): Promise<void> {
    if (this.#watches.has(resource.path)) return
    const list = () => this.#connection.get<never>(resource.path)
    const { ListWatch, Watch } = client()
    const watch = new ListWatch<KubernetesObject>(resource.path, new Watch(this.#connection.config), list, false)
    this.#watches.set(resource.path, watch)
    const see = (object: KubernetesObject) => this.#see(resource, object as AnyObject)
    watch.on('add', see)
    watch.on('update', see)
    watch.on('delete', (object) => this.#log.seeGone(resource, object as AnyObject))
    // Its kind is gone, or the server closed the connection: the former lists nothing anymore, the latter goes on.
    watch.on('error', () => void (this.#watches.get(resource.path) === watch && this.#again(resource, watch)))
    await watch.start()
  }

  #again(resource: Resource, watch: ListWatch<KubernetesObject>): void {
    void this.#connection
      .get(resource.path)
      .then(() => watch.start())
      .catch(() => this.#watches.delete(resource.path))
  }

  #see(resource: Resource, object: AnyObject): void {
    this.#log.see(resource, object)
    if (resource.kind === 'CustomResourceDefinition') this.#custom(object as Crd)
  }

  /** A kind that was just defined is watched from its first object on. */
  #custom({ spec, status }: Crd): void {
    const established = status?.conditions?.some((c) => c.type === 'Established' && c.status === 'True')
    const version = spec.versions.find((v) => v.served)?.name
    if (!established || version === undefined) return
    const { group, names } = spec
    void this.#add({
      path: `/apis/${group}/${version}/${names.plural}`,
      kind: names.kind,
      group,
      verbs: ['list', 'watch'],
    }).catch(() => undefined)
  }
}
