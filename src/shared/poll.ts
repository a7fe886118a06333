import { setTimeout as wait } from 'node:timers/promises'

/** How to poll. */
export interface PollOptions<T> {
  /** Whether a value ends the polling. */
  until: (value: T) => boolean
  /** On the clock of `performance.now()`: after it no new attempt begins. Infinity when not given. */
  deadline?: number
  /** Milliseconds between two attempts; a function is asked before each wait. */
  interval: number | (() => number)
  /** Ends a wait between two attempts. */
  signal?: AbortSignal
}

/**
 * Calls a function, at least once, until its value is the wanted one or the deadline has passed.
 * @returns the value of the last call, wanted or not
 * @throws what the function throws; an AbortError when the signal is aborted during a wait
 */
export async function pollUntil<T>(attempt: () => T | Promise<T>, options: PollOptions<T>): Promise<T> {
  const { until, deadline = Infinity, interval, signal } = options
  for (;;) {
    const value = await attempt()
    if (until(value) || performance.now() > deadline) return value
    await wait(typeof interval === 'number' ? interval : interval(), undefined, signal ? { signal } : {})
  }
}

/**
 * Calls a function, at least once, until it does not throw or the deadline has passed.
 * @param deadline on the clock of `performance.now()`
 * @throws what the last call threw, also when the signal is aborted
 */
export async function retryUntil<T>(
  attempt: () => Promise<T>,
  options: { deadline: number; interval: number; signal: AbortSignal },
): Promise<T> {
  const tried = () =>
    attempt().then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    )
  const until = (result: Awaited<ReturnType<typeof tried>>) => 'value' in result || options.signal.aborted
  const result = await pollUntil(tried, { ...options, until })
  if ('value' in result) return result.value
  throw result.error
}
