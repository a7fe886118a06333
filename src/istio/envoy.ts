import type { HasSubject, Matcher, Subject } from '../checks/index.ts'
import type { Cluster } from '../kubernetes/index.ts'
import { askAdmin, type AdminAnswer } from './envoy-admin.ts'

/**
 * Matchers for the Envoy of a Deployment's pod, by its own counters: what it accepted and refused of what `istiod` sent.
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/overview/mgmt_server for the counters
 */
export class Envoy implements HasSubject {
  readonly #cluster: Cluster
  readonly #namespace: string
  readonly #deployment: string

  /** @param deployment its pods carry `app=<deployment>` */
  constructor(cluster: Cluster, namespace: string, deployment: string) {
    this.#cluster = cluster
    this.#namespace = namespace
    this.#deployment = deployment
  }

  get subject(): Subject {
    return { type: 'proxy', namespace: this.#namespace, deployment: this.#deployment }
  }

  /** It has rejected clusters that were sent to it since this run first looked. */
  rejectsClusters(): Matcher {
    return this.#grows('cluster_manager.cds.update_rejected')
  }

  /** It has accepted clusters that were sent to it since this run first looked for that. */
  acceptsClusters(): Matcher {
    return this.#grows('cluster_manager.cds.update_success')
  }

  /** It has a cluster for this port of a Service. @param service `another.shop` */
  knowsService(service: string, port: number): Matcher {
    return {
      evaluate: async () => {
        const [name = '', namespace = ''] = service.split('.')
        const cluster = `outbound|${port}||${name}.${namespace}.svc.cluster.local::`
        const holds = (await this.#admin('clusters')).includes(cluster)
        return { holds, observed: holds ? 'it has a cluster for it' : 'no such cluster' }
      },
    }
  }

  /** A logger of it has this level. */
  hasLogLevel(logger: string, level: string): Matcher {
    return {
      evaluate: async () => {
        const line = (await this.#admin('logging', '--request', 'POST'))
          .split('\n')
          .find((l) => l.trim().startsWith(`${logger}:`))
        return { holds: line?.trim() === `${logger}: ${level}`, observed: line?.trim() ?? `no logger ${logger}` }
      },
    }
  }

  /** Something listens at its admin interface and says nothing in time: the process is stopped. One that is gone is not. */
  isUnresponsive(): Matcher {
    return this.#state('silent')
  }

  /** Its admin interface answers. */
  isRunning(): Matcher {
    return this.#state('answered')
  }

  #state(wanted: AdminAnswer['is']): Matcher {
    return {
      evaluate: async () => {
        const { is } = await askAdmin(this.#cluster, this.#namespace, this.#deployment, 'ready')
        return { holds: is === wanted, observed: SAW[is] }
      },
    }
  }

  #grows(counter: string): Matcher {
    return {
      evaluate: async (baselines) => {
        const now = await this.#counter(counter)
        const first = Number(baselines.of(JSON.stringify([this.subject, counter]), String(now)))
        return { holds: now > first, observed: `${counter} ${now}, at first ${first}` }
      },
    }
  }

  async #counter(name: string): Promise<number> {
    const text = await this.#admin(`stats?filter=^${name}$`)
    const value = text.split(': ')[1]
    if (value === undefined) throw new Error(`the proxy has no counter ${name}`)
    return Number(value)
  }

  /** The answer of the admin interface. @throws Error when it does not answer: then the state of the proxy is unknown */
  async #admin(path: string, ...options: string[]): Promise<string> {
    const answer = await askAdmin(this.#cluster, this.#namespace, this.#deployment, path, ...options)
    if (answer.is === 'answered') return answer.text
    throw new Error(`${this.#namespace}/${this.#deployment}: ${SAW[answer.is]}`)
  }
}

/** The answers of an admin interface in words. */
const SAW: Record<AdminAnswer['is'], string> = {
  answered: 'it answers',
  silent: 'no answer',
  refused: 'nothing listens at its admin interface',
  'no pod': 'no pod',
}
