import type { CoreV1Event } from '@kubernetes/client-node'
import type { Claim } from '../claim.ts'
import type { Connection } from './connection.ts'

/** What a namespace's events say of pods that the API server refused. They come a moment after the refusal. */
export class RefusalsSubject {
  readonly #connection: Connection
  readonly #namespace: string

  constructor(connection: Connection, namespace: string) {
    this.#connection = connection
    this.#namespace = namespace
  }

  /** There is an event `FailedCreate` of an object whose name begins so. @param prefix `web-`, for the ReplicaSets of `web` */
  existFor(prefix: string): Claim {
    return {
      sentence: `events FailedCreate in ${this.#namespace} name ${prefix}*`,
      look: async () => {
        const path = `/api/v1/namespaces/${this.#namespace}/events?fieldSelector=reason%3DFailedCreate`
        const { items } = await this.#connection.get<{ items: CoreV1Event[] }>(path)
        const count = items.filter(({ involvedObject }) => involvedObject.name?.startsWith(prefix)).length
        return { holds: count > 0, saw: `${count} of ${items.length} events` }
      },
    }
  }
}
