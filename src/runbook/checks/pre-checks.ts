import { setTimeout as wait } from 'node:timers/promises'
import type { Assertion, CheckData, Outcome } from '../../checks/index.ts'
import type { Bench } from './check.ts'
import { BaselinesBefore, look, PATIENCE } from './evaluate.ts'

/** Milliseconds between two looks of which the first was not answered, and in which there may be such. */
const AGAIN = { interval: 250, most: 3000 }

/** What a check came to before the command. */
export interface Before {
  check: CheckData
  outcome: Outcome | 'not tried'
}

/**
 * Tries each check before the command, and lets the step's function go on whatever it sees. What cannot be asked is asked
 * again for a moment, all checks of the step together.
 */
export class BeforeBench implements Bench {
  readonly seen: Before[] = []
  readonly #baselines: BaselinesBefore
  readonly #signal: AbortSignal
  readonly #again: number
  /** On the clock of `performance.now()`, from the first unanswered look on. */
  #deadline: number | undefined

  /**
   * @param baselines of this run, by key
   * @param again milliseconds in which what could not be asked is asked again
   */
  constructor(baselines: Map<string, string>, signal: AbortSignal, again = AGAIN.most) {
    this.#baselines = new BaselinesBefore(baselines)
    this.#signal = signal
    this.#again = again
  }

  take(assertion: Assertion): PromiseLike<void> {
    const entry: Before = { check: assertion, outcome: 'not tried' }
    this.seen.push(entry)
    // What the output will be nobody can ask before.
    if (assertion.subject.type === 'output') return Promise.resolve()
    return this.#try(assertion).then((outcome) => void (entry.outcome = outcome))
  }

  /** Ends all looking before the command. */
  close(): void {
    this.#baselines.close()
  }

  async #try(assertion: Assertion): Promise<Outcome> {
    for (;;) {
      const left = this.#deadline === undefined ? PATIENCE.most : this.#deadline - performance.now()
      const outcome = await look(assertion, this.#baselines, this.#signal, left)
      if (outcome.is !== 'unknown') return outcome
      this.#deadline ??= performance.now() + this.#again
      if (this.#signal.aborted || performance.now() >= this.#deadline) return outcome
      await wait(AGAIN.interval)
    }
  }
}
