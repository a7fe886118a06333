import { setTimeout as wait } from 'node:timers/promises'
import type { Assertion, CheckData, Outcome } from '../../checks/index.ts'
import type { CheckRunner } from './check.ts'
import { EVALUATION_TIMEOUT, evaluateOnce, RecordingBaselines } from './evaluate.ts'

/** Retries of evaluations that were not answered: milliseconds between two, and in all. */
const RETRY = { interval: 250, duration: 3000 }

/** A check before the command, with its outcome. */
export interface PreCheck {
  check: CheckData
  outcome: Outcome | 'not tried'
}

/**
 * Evaluates each check before the command, and continues whatever the outcome. Evaluations that are not answered are
 * retried for a few seconds, which all checks of the step share.
 */
export class PreCheckRunner implements CheckRunner {
  readonly results: PreCheck[] = []
  readonly #baselines: RecordingBaselines
  readonly #signal: AbortSignal
  readonly #retryMs: number
  /** On the clock of `performance.now()`, set by the first unanswered evaluation. */
  #deadline: number | undefined

  /**
   * @param baselines of this run, by key
   * @param retryMs milliseconds in which unanswered evaluations are retried
   */
  constructor(baselines: Map<string, string>, signal: AbortSignal, retryMs = RETRY.duration) {
    this.#baselines = new RecordingBaselines(baselines)
    this.#signal = signal
    this.#retryMs = retryMs
  }

  run(assertion: Assertion): PromiseLike<void> {
    const entry: PreCheck = { check: assertion, outcome: 'not tried' }
    this.results.push(entry)
    // There is no output before the command.
    if (assertion.subject.type === 'output') return Promise.resolve()
    return this.#try(assertion).then((outcome) => void (entry.outcome = outcome))
  }

  /** To be called before the command runs: later answers record no baseline. */
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
