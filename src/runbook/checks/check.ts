import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate as turn } from 'node:timers/promises'
import { asArgument, type Assertion, type Checked, type HasSubject, type Matcher } from '../../checks/index.ts'

/** Where the checks of one step are carried out: before its command, or after it. */
export interface Bench {
  /** Called at once when a check is written down; the result runs when it is awaited. */
  take(assertion: Assertion): PromiseLike<void>
}

const bench = new AsyncLocalStorage<Bench>()

/** Runs a step's function with its checks going to the given bench. */
export function onBench<T>(where: Bench, body: () => Promise<T>): Promise<T> {
  return bench.run(where, body)
}

/**
 * Checks a fact: `await check(cluster.deployment('istio-system', 'istiod')).isAvailable()`. Tried once before the
 * step's command, then polled after it until it holds or the step's deadline passes. Must be awaited.
 * @param sentence says what is checked, where the generated sentence reads badly; without a full stop, backticks mark code
 */
export function check<S extends HasSubject>(subject: S, sentence?: string): Checked<S> {
  const current = bench.getStore()
  if (!current) throw new Error('check(…) works only inside the function of a step')
  return new Proxy(subject, {
    get(target, name) {
      const make: unknown = Reflect.get(target, name)
      if (typeof make !== 'function') throw new TypeError(`there is no check ${String(name)}() on this`)
      return (...args: unknown[]) => {
        const { evaluate, identifiesSubject = false } = make.apply(target, args) as Matcher
        return current.take({
          subject: target.subject,
          matcher: String(name),
          args: args.map(asArgument),
          ...(sentence === undefined ? {} : { sentence }),
          evaluate,
          identifiesSubject,
        })
      }
    },
  }) as unknown as Checked<S>
}

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
