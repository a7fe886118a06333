import { sameCheck, sentenceOf, type Assertion, type Baselines, type Outcome } from '../../checks/index.ts'
import { pollUntil } from '../../shared/poll.ts'
import type { PreCheck } from './pre-checks.ts'
import type { CheckRunner } from './check.ts'
import { evaluateOnce, RecordedBaselines } from './evaluate.ts'

/** Milliseconds between two evaluations: short at first, because most effects of a command appear within half a second. */
const INTERVAL = { first: 50, max: 250 }

/** A check after the command. */
export interface PostCheck {
  assertion: Assertion
  before: Outcome | 'not tried'
  /** The last outcome; undefined when the check was not awaited. */
  outcome: Outcome | undefined
  /** Milliseconds from the end of the command until it held or timed out. */
  waitedMs: number
}

/** Thrown into the step's function when a check does not come true in time; the record has the details. */
export class CheckFailed extends Error {
  override name = 'CheckFailed'
}

/** Polls each check, when it is awaited, until it holds or the step's deadline passes. */
export class PostCheckRunner implements CheckRunner {
  readonly results: PostCheck[] = []
  readonly #began = performance.now()
  readonly #before: readonly PreCheck[]
  readonly #baselines: Baselines
  readonly #deadline: number
  readonly #signal: AbortSignal
  #closed = false

  /**
   * @param baselines of this run, by key
   * @param deadline a moment on the clock of `performance.now()`
   */
  constructor(
    before: readonly PreCheck[],
    baselines: ReadonlyMap<string, string>,
    deadline: number,
    signal: AbortSignal,
  ) {
    this.#before = before
    this.#baselines = new RecordedBaselines(baselines)
    this.#deadline = deadline
    this.#signal = signal
  }

  /** Checks that were never awaited, or not to the end. */
  get pending(): PostCheck[] {
    return this.results.filter((r) => r.outcome === undefined)
  }

  /** Ends the polling of checks that are not awaited anymore. */
  close(): void {
    this.#closed = true
  }

  run(assertion: Assertion): PromiseLike<void> {
    const earlier = this.#before[this.results.length]
    const before = earlier && sameCheck(earlier.check, assertion) ? earlier.outcome : 'not tried'
    const result: PostCheck = { assertion, before, outcome: undefined, waitedMs: 0 }
    this.results.push(result)
    let started: Promise<void> | undefined
    // Begins only when awaited, so that a forgotten await is noticed even for a fast check.
    return {
      then: (onHeld, onFailed) => (started ??= this.#poll(result)).then(onHeld, onFailed),
    }
  }

  async #poll(result: PostCheck): Promise<void> {
    const { assertion } = result
    const once = () => evaluateOnce(assertion, this.#baselines, this.#signal, this.#deadline - performance.now())
    // What a finished command printed does not change, so a check of the output is evaluated once.
    const isFinal = () => assertion.subject.type === 'output' || this.#closed || this.#signal.aborted
    let interval = INTERVAL.first / 2
    const outcome = await pollUntil(once, {
      until: ({ is }) => is === 'true' || isFinal(),
      deadline: this.#deadline,
      interval: () => (interval = Math.min(2 * interval, INTERVAL.max)),
    })
    result.waitedMs = Math.round(performance.now() - this.#began)
    result.outcome = outcome
    if (outcome.is !== 'true') throw new CheckFailed(sentenceOf(result.assertion))
  }
}
