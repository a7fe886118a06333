import type { KubernetesObject, V1ObjectMeta } from '@kubernetes/client-node'
import type { HasSubject, Matcher, Observation, Subject } from '../checks/index.ts'
import { ifFound, type Connection } from '../kubernetes-api/index.ts'
import { pathOf } from './object-path.ts'
import { requested } from './without-server-fields.ts'

/** Names one object. */
export interface ObjectName {
  apiVersion: string
  kind: string
  name: string
  namespace?: string | undefined
}

/** Any object, as the API gives it. */
export interface AnyObject extends KubernetesObject {
  metadata: V1ObjectMeta
  spec?: Record<string, unknown>
}

const NOT_FOUND: Observation = { holds: false, observed: 'not found' }

/** The baseline of an object that was not there; no JSON is so. */
const ABSENT = ''

/** How an object is compared with what it was. */
interface Comparison<T> {
  /** What is compared. */
  of: (object: T) => string
  judge: (same: boolean, object: T) => Observation
}

/** Matchers for objects of every kind. */
export class ObjectSubject<T extends AnyObject = AnyObject> implements HasSubject {
  readonly #connection: Connection
  readonly #id: ObjectName

  constructor(connection: Connection, id: ObjectName) {
    this.#connection = connection
    this.#id = id
  }

  get subject(): Subject {
    const { apiVersion, kind, name, namespace } = this.#id
    return { type: 'object', apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) }
  }

  /** It is there, and not being deleted. */
  exists(): Matcher {
    return this.matcher((object) => ({
      holds: object.metadata.deletionTimestamp === undefined,
      observed: object.metadata.deletionTimestamp === undefined ? 'exists' : 'is being deleted',
    }))
  }

  /** The API says that there is no such object; an API that cannot be asked does not count. */
  isAbsent(): Matcher {
    return {
      evaluate: async () => {
        const object = await this.find()
        return { holds: object === undefined, observed: object === undefined ? 'absent' : 'still there' }
      },
    }
  }

  /**
   * The same object, asked for in the same words (labels, annotations and all but its status), as when it was first
   * looked at in this run. One that was not there then is not unchanged.
   */
  isUnchanged(): Matcher {
    return this.comparison('unchanged', {
      of: (object) => JSON.stringify(requested(this.#id.kind, object)),
      judge: (same, { metadata }) => ({
        holds: same,
        observed: same ? `generation ${metadata.generation ?? 1}, same uid` : 'differs from before',
      }),
    })
  }

  /** Carries a label with exactly this value. */
  hasLabel(key: string, value: string): Matcher {
    return this.matcher(({ metadata: { labels = {} } }) => ({
      holds: labels[key] === value,
      observed: labels[key] === undefined ? `no label ${key}` : `${key}=${labels[key]}`,
    }))
  }

  /** Carries no label of that key. */
  lacksLabel(key: string): Matcher {
    return this.matcher(({ metadata: { labels = {} } }) => ({
      holds: labels[key] === undefined,
      observed: labels[key] === undefined ? `no label ${key}` : `${key}=${labels[key]}`,
    }))
  }

  /** A field has exactly this value. @param path names from the top, with dots: `spec.mtls.mode` */
  hasField(path: string, value: string | number | boolean): Matcher {
    return this.matcher((object) => {
      const found = path
        .split('.')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], object)
      return {
        holds: found === value,
        observed: found === undefined ? `no ${path}` : `${path}=${JSON.stringify(found)}`,
      }
    })
  }

  /** A matcher of the object as it is; it does not hold while there is none. */
  protected matcher(look: (object: T) => Observation): Matcher {
    return {
      evaluate: async () => {
        const object = await this.find()
        return object === undefined ? NOT_FOUND : look(object)
      },
    }
  }

  /**
   * A matcher of the object beside what it was at the first look; it does not hold when there was none then.
   * @param what is compared, for the key of its baseline
   */
  protected comparison(what: string, { of, judge }: Comparison<T>): Matcher {
    const key = JSON.stringify([this.subject, what])
    return {
      evaluate: async (baselines) => {
        const object = await this.find()
        const now = object === undefined ? ABSENT : of(object)
        const first = baselines.of(key, now)
        if (object === undefined) return NOT_FOUND
        return first === ABSENT ? { holds: false, observed: 'was not there before' } : judge(now === first, object)
      },
    }
  }

  /** The object, or undefined when the API says that there is none. */
  protected async find(): Promise<T | undefined> {
    // An API group that is not served (its CRD is gone) has no objects either.
    const path = await ifFound(pathOf(this.#connection, this.#id))
    return path === undefined ? undefined : ifFound(this.#connection.get<T>(path))
  }
}
