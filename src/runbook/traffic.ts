/** Sends requests along one route until it is stopped. */
export interface Prober {
  /** "shop/client to http://payments.payments:8080/". */
  route: string
  /** Resolves once the first request has succeeded, so that the route is known to work before the change. */
  start(): Promise<RunningProber>
}

/** A prober at work. */
export interface RunningProber {
  /** Ends it and tells what happened. Rejects when it ended by itself: then nothing watched the route. */
  stop(): Promise<Counts>
}

/** What a prober counted. */
export interface Counts {
  requests: number
  failures: number
  /** The first failures as seen, at most 10. */
  firstFailures: string[]
}
