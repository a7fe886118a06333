import { setImmediate as turn } from 'node:timers/promises'
import { onBench, type Bench } from './check.ts'

/** How a step's function ended: by itself, not in time, or not before the run was interrupted. */
export type Settled = 'settled' | 'late' | 'interrupted'

/**
 * Runs a step's function with its checks going to the given bench, for so long and no longer. One that goes on after that
 * does so without an effect: its checks are not taken and never come to an end.
 * @param patience milliseconds
 * @throws whatever the function throws in time
 */
export async function runFunction(
  bench: Bench,
  body: () => Promise<void>,
  patience: number,
  signal: AbortSignal,
): Promise<Settled> {
  let over = false
  const take: Bench['take'] = (assertion) => (over ? new Promise(() => undefined) : later(bench.take(assertion)))
  const outcome = Promise.withResolvers<Settled>()
  const interrupt = () => outcome.resolve('interrupted')
  const timer = setTimeout(() => outcome.resolve('late'), patience)
  signal.addEventListener('abort', interrupt, { once: true })
  if (signal.aborted) interrupt()
  try {
    // One that is late may still fail: of that nobody wants to hear.
    onBench({ take }, body).then(() => outcome.resolve('settled'), outcome.reject)
    return await outcome.promise
  } finally {
    over = true
    clearTimeout(timer)
    signal.removeEventListener('abort', interrupt)
  }
}

/** Lets timers have their turn, which a loop of checks that hold at once would never do. Begins only when awaited. */
function later(taken: PromiseLike<void>): PromiseLike<void> {
  let run: Promise<void> | undefined
  return { then: (onHeld, onFailed) => (run ??= turn().then(() => taken)).then(onHeld, onFailed) }
}
