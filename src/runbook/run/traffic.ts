import type { TrafficRecord } from '../../evidence/index.ts'
import type { Cluster } from '../../kubernetes/index.ts'
import type { Reporter } from '../report/reporter.ts'

/** Sends requests along one route until it is stopped. */
export interface Prober {
  /** "shop/client to http://payments.payments:8080/". */
  route: string
  /** Resolves once the first request has succeeded, so that the route is known to work before the change. */
  start(): Promise<RunningProber>
}

/** A prober at work. */
export interface RunningProber {
  /** Ends it and returns what happened. Rejects when it ended by itself: then nothing watched the route. */
  stop(): Promise<Counts>
}

/** What a prober counted. */
export interface Counts {
  requests: number
  failures: number
  /** The first failures as seen, at most 10. */
  firstFailures: string[]
}

/** Requests without a pause over a span of steps. */
export interface TrafficSpan {
  /** Begins before the command of this step. */
  from: string
  /** Ends after the checks of this step. */
  to: string
  prober: (cluster: Cluster) => Prober
}

interface Watched {
  span: TrafficSpan
  prober: Prober
  running: RunningProber
}

/** Starts and stops the traffic of a run at the steps its script names. */
export class TrafficWatch {
  readonly records: TrafficRecord[] = []
  readonly #spans: readonly TrafficSpan[]
  readonly #cluster: Cluster
  readonly #reporter: Reporter
  #watched: Watched[] = []

  constructor(spans: readonly TrafficSpan[], cluster: Cluster, reporter: Reporter) {
    this.#spans = spans
    this.#cluster = cluster
    this.#reporter = reporter
  }

  /** Starts what begins with this step. */
  async before(stepId: string): Promise<void> {
    for (const span of this.#spans.filter((s) => s.from === stepId)) {
      const prober = span.prober(this.#cluster)
      this.#reporter.line(`traffic: ${prober.route}, from before ${span.from} until after ${span.to}`)
      this.#watched.push({ span, prober, running: await prober.start() })
    }
  }

  /** Ends what ends with this step; the sentences tell which traffic failed. */
  async after(stepId: string): Promise<string[]> {
    const ending = this.#watched.filter((w) => w.span.to === stepId)
    this.#watched = this.#watched.filter((w) => !ending.includes(w))
    const faults: string[] = []
    for (const { span, prober, running } of ending) {
      const counts = await running.stop()
      this.records.push({ route: prober.route, ...counts, fromStep: span.from, toStep: span.to })
      this.#reporter.line(`traffic: ${prober.route}: ${counts.requests} requests, ${counts.failures} failed`)
      if (counts.failures > 0) {
        faults.push(
          `${counts.failures} of ${counts.requests} requests failed on ${prober.route}: ${counts.firstFailures.join('; ')}`,
        )
      }
      if (counts.requests === 0) faults.push(`no request was sent on ${prober.route}`)
    }
    return faults
  }

  /** Ends everything, whatever it counted: the run is over. */
  async abandon(): Promise<void> {
    await Promise.allSettled(this.#watched.map((w) => w.running.stop()))
    this.#watched = []
  }
}
