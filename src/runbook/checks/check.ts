import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate as turn } from 'node:timers/promises'
import {
  asArgument,
  isReached,
  type Assertion,
  type Checked,
  type HasSubject,
  type Matcher,
  type RunVersions,
  type Since,
} from '../../checks/index.ts'

/** Carries out the checks of one step: before its command, or after it. */
export interface CheckRunner {
  /** Called at once when `check(…)` is called; the check itself begins when the result is awaited. */
  run(assertion: Assertion): PromiseLike<void>
}

const runners = new AsyncLocalStorage<CheckRunner>()

/** Runs a step's function with its checks carried out by the given runner. */
export function withCheckRunner<T>(runner: CheckRunner, body: () => Promise<T>): Promise<T> {
  return runners.run(runner, body)
}

/**
 * Checks a fact: `await check(cluster.deployment('istio-system', 'istiod')).isAvailable()`. Tried once before the
 * step's command, then polled after it until it holds or the step's deadline passes. Must be awaited.
 * @param sentence says what is checked, where the generated sentence reads badly; without a full stop, backticks mark code
 */
export function check<S extends HasSubject>(subject: S, sentence?: string): Checked<S> {
  const current = runners.getStore()
  if (!current) throw new Error('check(…) works only inside the function of a step')
  return checked(subject, current, { sentence })
}

/** @param said what the script says of the check beside subject, matcher and arguments */
function checked<S extends HasSubject>(
  subject: S,
  runner: CheckRunner,
  said: Pick<Assertion, 'sentence' | 'since'>,
): Checked<S> {
  return new Proxy(subject, {
    get(target, name) {
      if (name === 'since') return (since: Since) => checked(subject, runner, { ...said, since })
      const make: unknown = Reflect.get(target, name)
      if (typeof make !== 'function') throw new TypeError(`there is no check ${String(name)}() on this`)
      return (...args: unknown[]) => {
        const { evaluate, identifiesSubject = false } = make.apply(target, args) as Matcher
        return runner.run({
          subject: target.subject,
          matcher: String(name),
          args: args.map(asArgument),
          ...said,
          evaluate,
          identifiesSubject,
        })
      }
    },
  }) as unknown as Checked<S>
}

/** A runner that makes the checks which are about these versions, and leaves out the others. */
export function forVersions(versions: RunVersions, runner: CheckRunner): CheckRunner {
  return {
    run: (assertion) =>
      assertion.since === undefined || isReached(assertion.since, versions) ? runner.run(assertion) : Promise.resolve(),
  }
}

/** How a step's function ended: by itself, not in time, or not before the run was interrupted. */
export type Settled = 'settled' | 'late' | 'interrupted'

/**
 * Runs a step's function with its checks carried out by the given runner, until a timeout. A function that goes on after
 * the timeout has no effect anymore: its checks are not run and never settle.
 * @param timeoutMs milliseconds
 * @throws whatever the function throws in time
 */
export async function runStepFunction(
  runner: CheckRunner,
  body: () => Promise<void>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Settled> {
  let over = false
  const run: CheckRunner['run'] = (assertion) => (over ? new Promise(() => undefined) : later(runner.run(assertion)))
  const outcome = Promise.withResolvers<Settled>()
  const interrupt = () => outcome.resolve('interrupted')
  const timer = setTimeout(() => outcome.resolve('late'), timeoutMs)
  signal.addEventListener('abort', interrupt, { once: true })
  if (signal.aborted) interrupt()
  try {
    // A function that is late may still fail. That error is ignored: the step has failed already.
    withCheckRunner({ run }, body).then(() => outcome.resolve('settled'), outcome.reject)
    return await outcome.promise
  } finally {
    over = true
    clearTimeout(timer)
    signal.removeEventListener('abort', interrupt)
  }
}

/** Lets timers run between checks; a loop of checks that hold at once would block them. Begins only when awaited. */
function later(taken: PromiseLike<void>): PromiseLike<void> {
  let started: Promise<void> | undefined
  return { then: (onHeld, onFailed) => (started ??= turn().then(() => taken)).then(onHeld, onFailed) }
}
