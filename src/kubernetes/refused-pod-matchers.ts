import type { CoreV1Event } from '@kubernetes/client-node'
import type { HasSubject, Matcher, Subject } from '../checks/index.ts'
import type { Connection } from '../kubernetes-api/index.ts'

/** What a namespace's events say of pods that the API server refused. They come a moment after the refusal. */
export class RefusalsSubject implements HasSubject {
  readonly #connection: Connection
  readonly #namespace: string

  constructor(connection: Connection, namespace: string) {
    this.#connection = connection
    this.#namespace = namespace
  }

  get subject(): Subject {
    return { type: 'refusedPods', namespace: this.#namespace }
  }

  /** There is an event `FailedCreate` of an object whose name begins so. @param prefix `web-`, for the ReplicaSets of `web` */
  existWithPrefix(prefix: string): Matcher {
    return {
      evaluate: async () => {
        const path = `/api/v1/namespaces/${this.#namespace}/events?fieldSelector=reason%3DFailedCreate`
        const { items } = await this.#connection.get<{ items: CoreV1Event[] }>(path)
        const count = items.filter(({ involvedObject }) => involvedObject.name?.startsWith(prefix)).length
        return { holds: count > 0, observed: `${count} of ${items.length} events` }
      },
    }
  }
}
