import { PassThrough, Writable } from 'node:stream'
import { client } from '../kubernetes-api/index.ts'
import { listPods, type Cluster } from '../kubernetes/index.ts'
import type { Counts, Prober, RunningProber } from '../runbook/run/traffic.ts'

/** A route: who asks whom. */
export interface Route {
  /** The client: a Deployment whose container of the same name has a shell and curl. */
  from: { namespace: string; deployment: string }
  url: string
  /** The Host header, for a gateway. */
  host?: string
}

/** Milliseconds in which the first request must succeed. */
const FIRST_REQUEST_TIMEOUT = 30_000

/**
 * What the client's container runs: one curl for all requests, because a process for each costs more than the mesh does.
 * Its answers go to standard error, which is not buffered. Standard input ends with the connection that began it, and
 * with that the requests: nothing else would end them.
 */
export const LOOP =
  "curl -s -o /dev/null -m 5 --rate 10/s -H 'Connection: close' -w '%{stderr}%{http_code} %{num_connects} %{errormsg}\\n' " +
  '"$@" & read -r end; kill $!'

/** Appended to the address, to make it as many. */
const EACH = '?request=[1-18000]'

/**
 * Asks again and again, a tenth of a second apart, each time over a new connection, from inside the client's pod.
 * Everything but 200 within 5 s is a failure. Ends by itself after half an hour.
 * @param timeoutMs milliseconds in which the first request must succeed
 */
export function prober(cluster: Cluster, route: Route, timeoutMs = FIRST_REQUEST_TIMEOUT): Prober {
  const { namespace, deployment } = route.from
  return {
    route: `${namespace}/${deployment} to ${route.url}${route.host ? ` (Host: ${route.host})` : ''}`,
    start: () => start(cluster, route, timeoutMs),
  }
}

async function start(cluster: Cluster, { from, url, host }: Route, timeoutMs: number): Promise<RunningProber> {
  const { config } = cluster.connection
  const pods = await listPods(cluster.connection, from.namespace, `app=${from.deployment}`)
  const pod = pods.find((p) => p.metadata?.deletionTimestamp === undefined)?.metadata?.name
  if (!pod) throw new Error(`no pod of ${from.namespace}/${from.deployment} to send requests from`)
  const header = host ? ['-H', `Host: ${host}`] : []
  const tally = new Tally()
  const input = new PassThrough()
  const socket = await new (client().Exec)(config).exec(
    from.namespace,
    pod,
    from.deployment,
    ['sh', '-c', LOOP, 'prober', ...header, `${url}${EACH}`],
    tally.stream,
    tally.stream,
    input,
    false,
  )
  socket.onclose = () => tally.lost()
  try {
    await tally.firstSuccess(timeoutMs)
  } catch (error) {
    // An open connection would keep curl running in the pod, and this process with it.
    tally.finish()
    socket.close()
    throw error
  }
  return {
    stop: async () => {
      const counts = tally.finish()
      socket.close()
      return counts
    },
  }
}

/** Counts what the loop prints, from its first success on. */
class Tally {
  readonly stream: Writable
  readonly #counts: Counts = { requests: 0, failures: 0, firstFailures: [] }
  #begun = false
  #ended = false
  #partial = ''
  #last = ''
  #onBegin: () => void = () => undefined
  #onLost: () => void = () => undefined

  constructor() {
    this.stream = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        const lines = (this.#partial + chunk.toString()).split('\n')
        this.#partial = lines.pop() ?? ''
        for (const line of lines) this.#line(line.trim())
        done()
      },
    })
  }

  /** Resolves with the first 200; rejects when there is none in time, and at once when the loop ends. */
  firstSuccess(timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = () => reject(new Error(`the route does not work yet: ${this.#last || 'no answer'}`))
      const timer = setTimeout(fail, timeoutMs)
      this.#onBegin = () => {
        clearTimeout(timer)
        resolve()
      }
      this.#onLost = () => {
        clearTimeout(timer)
        fail()
      }
      if (this.#begun) this.#onBegin()
    })
  }

  /** The connection to the client's pod closed. */
  lost(): void {
    if (this.#ended) return
    this.#counts.firstFailures.push('the prober itself ended early')
    this.#counts.failures++
    this.#onLost()
  }

  finish(): Counts {
    this.#ended = true
    return this.#counts
  }

  #line(line: string): void {
    if (line === '' || this.#ended) return
    this.#last = line
    const good = line.startsWith('200 1')
    if (good && !this.#begun) {
      this.#begun = true
      this.#onBegin()
    }
    // Until the route has worked once there is nothing to interrupt.
    if (!this.#begun) return
    this.#counts.requests++
    if (good) return
    this.#counts.failures++
    if (this.#counts.firstFailures.length < 10)
      this.#counts.firstFailures.push(`${line} at request ${this.#counts.requests}`)
  }
}
