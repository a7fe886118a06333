import type { V1Pod } from '@kubernetes/client-node'
import type { Baselines, HasSubject, Matcher, Observation, Subject } from '../checks/index.ts'
import type { Connection } from '../kubernetes-api/index.ts'

/** Matchers for all pods of a namespace that a label selector picks. Those that are being deleted do not count. */
export class PodsSubject implements HasSubject {
  readonly #connection: Connection
  readonly #namespace: string
  readonly #selector: string

  constructor(connection: Connection, namespace: string, selector: string) {
    this.#connection = connection
    this.#namespace = namespace
    this.#selector = selector
  }

  get subject(): Subject {
    return { type: 'pods', namespace: this.#namespace, selector: this.#selector }
  }

  /** There are this many, each Ready, and none is on its way out: a rollout counts as done while old pods still finish. */
  areReady(count: number): Matcher {
    return {
      evaluate: async () => {
        const pods = await this.#list()
        const leaving = pods.filter((p) => p.metadata?.deletionTimestamp !== undefined).length
        const ready = pods.filter(isReady).length
        return {
          holds: leaving === 0 && ready === count && pods.length === count,
          observed: `${ready} ready of ${pods.length}, ${leaving} being deleted`,
        }
      },
    }
  }

  /** There is none, not even one that is still being deleted. */
  areAbsent(): Matcher {
    return {
      evaluate: async () => {
        const pods = await this.#list()
        return { holds: pods.length === 0, observed: pods.length === 0 ? 'none' : `${pods.length} still there` }
      },
    }
  }

  /**
   * The same pods, by uid, with the same restart counts, those of native sidecars and other init containers included, as
   * when they were first looked at in this run; there is at least one.
   */
  areUnchanged(): Matcher {
    return this.#matcher((pods, baselines) => {
      const now = JSON.stringify(pods.map((p) => JSON.stringify([p.metadata?.uid, ...restarts(p)])).sort())
      const first = baselines.of(this.#key('same'), now)
      if (pods.length === 0) return { holds: false, observed: 'no pods' }
      return {
        holds: now === first,
        observed: now === first ? `${pods.length}, same uids` : 'other pods, or restarted ones',
      }
    })
  }

  /** None of them was there at the first look of this run; there is at least one now, and there was one then. */
  areReplaced(): Matcher {
    return this.#matcher((pods, baselines) => {
      const uids = pods.map((p) => p.metadata?.uid ?? '')
      const first = JSON.parse(baselines.of(this.#key('replaced'), JSON.stringify(uids))) as string[]
      if (first.length === 0)
        return { holds: false, observed: `${pods.length} pods, none before that they could replace` }
      const same = uids.filter((uid) => first.includes(uid)).length
      return { holds: pods.length > 0 && same === 0, observed: `${pods.length} pods, ${same} of them from before` }
    })
  }

  /** Each carries an annotation with exactly this value; there is at least one pod. */
  haveAnnotation(key: string, value: string): Matcher {
    return this.#each((pod) => pod.metadata?.annotations?.[key] ?? 'none', value)
  }

  /** Each has an init container of that name that restarts always: a native sidecar, started and ready. */
  haveNativeSidecar(name: string): Matcher {
    return this.#each((pod) => sidecarState(pod, name), 'native sidecar, ready')
  }

  /** Each has only these containers, init containers not counted. */
  haveOnlyContainers(...names: string[]): Matcher {
    const wanted = names.join(' ')
    return this.#each((pod) => (pod.spec?.containers ?? []).map((c) => c.name).join(' '), wanted)
  }

  /** Each has no init container, so no native sidecar either. */
  haveNoInitContainers(): Matcher {
    return this.#each((pod) => (pod.spec?.initContainers ?? []).map((c) => c.name).join(' ') || 'none', 'none')
  }

  #each(of: (pod: V1Pod) => string, wanted: string): Matcher {
    return this.#matcher((pods) => {
      const seen = pods.map(of)
      const other = seen.filter((value) => value !== wanted)
      return {
        holds: pods.length > 0 && other.length === 0,
        observed:
          pods.length === 0
            ? 'no pods'
            : other.length > 0
              ? `${other.length} of ${pods.length} have ${other[0]}`
              : `all ${pods.length}: ${wanted}`,
      }
    })
  }

  #matcher(look: (pods: V1Pod[], baselines: Baselines) => Observation): Matcher {
    return {
      evaluate: async (baselines) =>
        look(
          (await this.#list()).filter((p) => p.metadata?.deletionTimestamp === undefined),
          baselines,
        ),
    }
  }

  /** Of a baseline. */
  #key(what: string): string {
    return JSON.stringify([this.subject, what])
  }

  #list(): Promise<V1Pod[]> {
    return listPods(this.#connection, this.#namespace, this.#selector)
  }
}

/** The pods of a namespace that a label selector picks, those included that are being deleted. */
export async function listPods(connection: Connection, namespace: string, selector: string): Promise<V1Pod[]> {
  const query = `labelSelector=${encodeURIComponent(selector)}`
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods?${query}`
  return (await connection.get<{ items: V1Pod[] }>(path)).items
}

/** "istio-proxy 0", "payments 1": restart counts by the containers' names, since the order of statuses is not that of the containers. */
export function restarts({ status }: V1Pod): string[] {
  const states = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
  return states.map(({ name, restartCount }) => `${name} ${restartCount}`).sort()
}

function isReady(pod: V1Pod): boolean {
  return pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ?? false
}

function sidecarState(pod: V1Pod, name: string): string {
  const container = pod.spec?.initContainers?.find((c) => c.name === name)
  if (!container)
    return pod.spec?.containers.some((c) => c.name === name) ? 'an ordinary container' : 'no such container'
  if (container.restartPolicy !== 'Always') return 'an ordinary init container'
  const status = pod.status?.initContainerStatuses?.find((c) => c.name === name)
  return status?.ready ? 'native sidecar, ready' : 'native sidecar, not ready'
}
