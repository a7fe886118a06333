import { setTimeout as wait } from 'node:timers/promises'
import type { Assertion, CheckData, Outcome } from '../../checks/index.ts'
import type { CheckRunner } from './check.ts'
import { EVALUATION_TIMEOUT, evaluateOnce, RecordingBaselines } from './evaluate.ts'

/** Milliseconds between two looks of which the first was not answered, and in which there may be such. */
const RETRY = { interval: 250, duration: 3000 }

/** What a check came to before the command. */
export interface PreCheck {
  check: CheckData
  outcome: Outcome | 'not tried'
}

/**
 * Tries each check before the command, and lets the step's function go on whatever it sees. What cannot be asked is asked
 * again for a moment, all checks of the step together.
 */
export class PreCheckRunner implements CheckRunner {
  readonly results: PreCheck[] = []
  readonly #baselines: RecordingBaselines
  readonly #signal: AbortSignal
  readonly #retryMs: number
  /** On the clock of `performance.now()`, from the first unanswered look on. */
  #deadline: number | undefined

  /**
   * @param baselines of this run, by key
   * @param retryMs milliseconds in which what could not be asked is asked again
   */
  constructor(baselines: Map<string, string>, signal: AbortSignal, retryMs = RETRY.duration) {
    this.#baselines = new RecordingBaselines(baselines)
    this.#signal = signal
    this.#retryMs = retryMs
  }

  run(assertion: Assertion): PromiseLike<void> {
    const entry: PreCheck = { check: assertion, outcome: 'not tried' }
    this.results.push(entry)
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
      const left = this.#deadline === undefined ? EVALUATION_TIMEOUT.max : this.#deadline - performance.now()
      const outcome = await evaluateOnce(assertion, this.#baselines, this.#signal, left)
      if (outcome.is !== 'unknown') return outcome
      this.#deadline ??= performance.now() + this.#retryMs
      if (this.#signal.aborted || performance.now() >= this.#deadline) return outcome
      await wait(RETRY.interval)
    }
  }
}
