import { PassThrough } from 'node:stream'
import { CoreV1Api, Exec, type V1Status } from '@kubernetes/client-node'
import type { Claim } from '../claim.ts'
import type { Cluster } from '../kubernetes/index.ts'

/**
 * Claims about the Envoy of a Deployment's pod, by its own counters: what it accepted and refused of what `istiod` sent.
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/overview/mgmt_server for the counters
 */
export class Envoy {
  readonly #cluster: Cluster
  readonly #namespace: string
  readonly #deployment: string

  /** @param deployment its pods carry `app=<deployment>` */
  constructor(cluster: Cluster, namespace: string, deployment: string) {
    this.#cluster = cluster
    this.#namespace = namespace
    this.#deployment = deployment
  }

  /** It has refused clusters that were sent to it since this run first looked. */
  refusesClusters(): Claim {
    return this.#grows('cluster_manager.cds.update_rejected', 'refuses the clusters that istiod sends')
  }

  /** It has accepted clusters that were sent to it since this run first looked for that. */
  acceptsClusters(): Claim {
    return this.#grows('cluster_manager.cds.update_success', 'accepts the clusters that istiod sends')
  }

  /** It has a cluster for this port of a Service. @param service `another.shop` */
  knowsService(service: string, port: number): Claim {
    return {
      sentence: `the proxy of ${this.#namespace}/${this.#deployment} knows ${service}:${port}`,
      look: async () => {
        const [name = '', namespace = ''] = service.split('.')
        const cluster = `outbound|${port}||${name}.${namespace}.svc.cluster.local::`
        const holds = (await this.#admin('clusters')).includes(cluster)
        return { holds, saw: holds ? 'it has a cluster for it' : 'no such cluster' }
      },
    }
  }

  /** A logger of it has this level. */
  logsAt(logger: string, level: string): Claim {
    return {
      sentence: `the proxy of ${this.#namespace}/${this.#deployment} logs ${logger} at level ${level}`,
      look: async () => {
        const line = (await this.#admin('logging', '--request', 'POST'))
          .split('\n')
          .find((l) => l.trim().startsWith(`${logger}:`))
        return { holds: line?.trim() === `${logger}: ${level}`, saw: line?.trim() ?? `no logger ${logger}` }
      },
    }
  }

  /** Its admin interface says nothing in time, although something listens: the process is stopped. */
  isStopped(): Claim {
    return this.#state('is stopped', (answered) => !answered)
  }

  /** Its admin interface answers. */
  runs(): Claim {
    return this.#state('runs', (answered) => answered)
  }

  #state(says: string, wanted: (answered: boolean) => boolean): Claim {
    return {
      sentence: `the proxy of ${this.#namespace}/${this.#deployment} ${says}`,
      look: async () => {
        const answered = (await this.#admin('ready')).includes('LIVE')
        return { holds: wanted(answered), saw: answered ? 'it answers' : 'no answer' }
      },
    }
  }

  #grows(counter: string, says: string): Claim {
    return {
      sentence: `the proxy of ${this.#namespace}/${this.#deployment} ${says}`,
      look: async (memory) => {
        const now = await this.#counter(counter)
        const key = `${this.#namespace}/${this.#deployment} ${says}`
        const first = Number(memory.get(key) ?? now)
        memory.set(key, String(first))
        return { holds: now > first, saw: `${counter} ${now}, at first ${first}` }
      },
    }
  }

  async #counter(name: string): Promise<number> {
    const text = await this.#admin(`stats?filter=^${name}$`)
    const value = text.split(': ')[1]
    if (value === undefined) throw new Error(`the proxy has no counter ${name}`)
    return Number(value)
  }

  /** What the admin interface, which listens inside the pod only, answers; nothing when it does not answer in time. */
  async #admin(path: string, ...options: string[]): Promise<string> {
    const { config } = this.#cluster.connection
    const selector = { namespace: this.#namespace, labelSelector: `app=${this.#deployment}` }
    const pods = await config.makeApiClient(CoreV1Api).listNamespacedPod(selector)
    const pod = pods.items.find((p) => p.metadata?.deletionTimestamp === undefined)?.metadata?.name
    if (!pod) throw new Error(`no pod of ${this.#namespace}/${this.#deployment}`)
    const output = new PassThrough()
    const words = ['curl', '--silent', '--fail', '--max-time', '2', ...options, `http://localhost:15000/${path}`]
    await new Promise<V1Status>((resolve, reject) => {
      new Exec(config)
        .exec(this.#namespace, pod, 'istio-proxy', words, output, null, null, false, resolve)
        .catch(reject)
    })
    output.end()
    return (await output.toArray()).join('')
  }
}
