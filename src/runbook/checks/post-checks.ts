import { setTimeout as wait } from 'node:timers/promises'
import { sameCheck, sentenceOf, type Assertion, type Baselines, type Outcome } from '../../checks/index.ts'
import type { Before } from './pre-checks.ts'
import type { Bench } from './check.ts'
import { BaselinesAfter, look } from './evaluate.ts'

/** Milliseconds between two looks: short at first, because most of what a command began is done within half a second. */
const INTERVAL = { first: 50, most: 250 }

/** One check after the command. */
export interface After {
  assertion: Assertion
  before: Outcome | 'not tried'
  /** What the last look came to; undefined when none was waited for. */
  outcome: Outcome | undefined
  /** Milliseconds from the end of the command until it held or was given up. */
  waitedMs: number
}

/** Thrown into the step's function when a check does not come true in time; the record has the details. */
export class CheckFailed extends Error {
  override name = 'CheckFailed'
}

/** Polls each check, when it is awaited, until it holds or the step's deadline passes. */
export class AfterBench implements Bench {
  readonly results: After[] = []
  readonly #began = performance.now()
  readonly #before: readonly Before[]
  readonly #baselines: Baselines
  readonly #deadline: number
  readonly #signal: AbortSignal
  #over = false

  /**
   * @param baselines of this run, by key
   * @param deadline a moment on the clock of `performance.now()`
   */
  constructor(
    before: readonly Before[],
    baselines: ReadonlyMap<string, string>,
    deadline: number,
    signal: AbortSignal,
  ) {
    this.#before = before
    this.#baselines = new BaselinesAfter(baselines)
    this.#deadline = deadline
    this.#signal = signal
  }

  /** Checks that were written down but never awaited, or not waited for to the end. */
  get pending(): After[] {
    return this.results.filter((r) => r.outcome === undefined)
  }

  /** Ends all looking: a check that nobody waits for must not hold up the run. */
  close(): void {
    this.#over = true
  }

  take(assertion: Assertion): PromiseLike<void> {
    const earlier = this.#before[this.results.length]
    const before = earlier && sameCheck(earlier.check, assertion) ? earlier.outcome : 'not tried'
    const result: After = { assertion, before, outcome: undefined, waitedMs: 0 }
    this.results.push(result)
    let run: Promise<void> | undefined
    // Begins only when awaited, so that a forgotten await is seen however fast the check would have been.
    return {
      then: (onHeld, onFailed) => (run ??= this.#poll(result)).then(onHeld, onFailed),
    }
  }

  async #poll(result: After): Promise<void> {
    const once = () => look(result.assertion, this.#baselines, this.#signal, this.#deadline - performance.now())
    let outcome = await once()
    const goOn = () => !this.#over && !this.#signal.aborted && performance.now() < this.#deadline
    // What a finished command printed does not change: no use in looking again.
    let interval = INTERVAL.first
    while (outcome.is !== 'true' && result.assertion.subject.type !== 'output' && goOn()) {
      await wait(interval)
      interval = Math.min(2 * interval, INTERVAL.most)
      outcome = await once()
    }
    result.waitedMs = Math.round(performance.now() - this.#began)
    result.outcome = outcome
    if (outcome.is !== 'true') throw new CheckFailed(sentenceOf(result.assertion))
  }
}
