import { AsyncLocalStorage } from 'node:async_hooks'
import type { Checked, Claim } from '../claim.ts'

/** Where the checks of one step are carried out: before its command, or after it. */
export interface Bench {
  /** Called at once when a check is written down; the result runs when it is awaited. */
  take(claim: Claim): PromiseLike<void>
}

const bench = new AsyncLocalStorage<Bench>()

/** Runs a step's function with its checks going to the given bench. */
export function onBench<T>(where: Bench, body: () => Promise<T>): Promise<T> {
  return bench.run(where, body)
}

/**
 * Checks a fact: `await check(cluster.deployment('istio-system', 'istiod')).isAvailable()`. Tried once before the
 * step's command, then polled after it until it holds or the step's deadline passes. Must be awaited.
 */
export function check<Subject extends object>(subject: Subject): Checked<Subject> {
  const current = bench.getStore()
  if (!current) throw new Error('check(…) works only inside the function of a step')
  return new Proxy(subject, {
    get(target, name) {
      const make: unknown = Reflect.get(target, name)
      if (typeof make !== 'function') throw new TypeError(`there is no check ${String(name)}() on this`)
      return (...args: unknown[]) => current.take(make.apply(target, args) as Claim)
    },
  }) as unknown as Checked<Subject>
}
