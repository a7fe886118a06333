import { ApiError, ifFound, type Connection } from '../kubernetes-api/index.ts'
import { PreconditionError } from '../shared/precondition-error.ts'

/** The parts of an object's name in evidence. */
interface ObjectName {
  kind: string
  /** Empty for the core group. */
  group: string
  /** Undefined for an object of the cluster. */
  namespace: string | undefined
  name: string
}

/** Where the API server has a kind. */
export interface KindAddress {
  /** Empty for the core group. */
  group: string
  /** As in paths and rights: `deployments`. */
  resource: string
  /** `/apis/apps/v1`. */
  version: string
}

/** @param object `Deployment.apps payments/payments`, `Namespace payments` */
export function parseObject(object: string): ObjectName {
  const [, kind = '', group = '', namespace, name = ''] =
    /^([^. ]+)(?:\.(\S+))? (?:([^/\s]+)\/)?(\S+)$/.exec(object) ?? []
  return { kind, group, namespace, name }
}

/** Finds objects by their names in evidence. Asks for each group once, and only for the groups that are named. */
export class ObjectFinder {
  readonly #connection: Connection
  readonly #groups = new Map<string, Promise<Map<string, KindAddress>>>()

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Where a kind is; undefined: this API server does not serve it. @throws Error when the API server does not answer */
  async address({ kind, group }: Pick<ObjectName, 'kind' | 'group'>): Promise<KindAddress | undefined> {
    const known = this.#groups.get(group) ?? this.#kindsOf(group)
    this.#groups.set(group, known)
    return (await known).get(kind)
  }

  /** Whether an object is there. @throws PreconditionError when this user may not read it */
  async exists(object: string): Promise<boolean> {
    const { namespace, name, ...kind } = parseObject(object)
    const address = await this.address(kind)
    if (address === undefined) return false
    const place = namespace === undefined ? '' : `/namespaces/${namespace}`
    try {
      const path = `${address.version}${place}/${address.resource}/${encodeURIComponent(name)}`
      return (await ifFound(this.#connection.get(path))) !== undefined
    } catch (error) {
      if (error instanceof ApiError && error.status === 403)
        throw new PreconditionError(`this user may not read ${object}, so the plan cannot be compared with the cluster`)
      throw error
    }
  }

  async #kindsOf(group: string): Promise<Map<string, KindAddress>> {
    const version = group === '' ? '/api/v1' : await this.#preferredVersion(group)
    if (version === undefined) return new Map()
    const list = await ifFound(this.#connection.get<{ resources: { name: string; kind: string }[] }>(version))
    return new Map(
      (list?.resources ?? [])
        .filter(({ name }) => !name.includes('/'))
        .map(({ name, kind }) => [kind, { group, resource: name, version }]),
    )
  }

  async #preferredVersion(group: string): Promise<string | undefined> {
    const answer = await ifFound(this.#connection.get<{ preferredVersion: { groupVersion: string } }>(`/apis/${group}`))
    return answer && `/apis/${answer.preferredVersion.groupVersion}`
  }
}
