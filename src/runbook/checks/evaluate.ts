import type { Assertion, Baselines, Outcome } from '../../checks/index.ts'
import { messageOf } from '../../shared/thrown.ts'

/** Milliseconds that one evaluation may take. One that begins at the deadline still gets the minimum. */
export const EVALUATION_TIMEOUT = { max: 10_000, min: 1000 }

/**
 * Evaluates an assertion once. An error, or no answer in time, is `unknown`.
 * @param timeLeft milliseconds until the deadline
 */
export async function evaluateOnce(
  assertion: Assertion,
  baselines: Baselines,
  signal: AbortSignal,
  timeLeft = EVALUATION_TIMEOUT.max,
): Promise<Outcome> {
  const timeoutMs = Math.max(EVALUATION_TIMEOUT.min, Math.min(EVALUATION_TIMEOUT.max, Math.round(timeLeft)))
  const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  const noAnswer = new Promise<Outcome>((resolve) => {
    const give = () => resolve({ is: 'unknown', observed: `no answer within ${timeoutMs} ms` })
    if (stop.aborted) give()
    stop.addEventListener('abort', give, { once: true })
  })
  return Promise.race([answer(assertion, baselines), noAnswer])
}

async function answer(assertion: Assertion, baselines: Baselines): Promise<Outcome> {
  try {
    const { holds, observed } = await assertion.evaluate(baselines)
    return { is: holds ? 'true' : 'false', observed }
  } catch (error) {
    // The API client's messages go on with the answer's body and headers.
    const [first = ''] = messageOf(error).split('\n')
    return { is: 'unknown', observed: `error: ${first}` }
  }
}

/** Baselines for evaluations before a command: the first value of each key is recorded. */
export class RecordingBaselines implements Baselines {
  readonly #seen: Map<string, string>
  #closed = false

  /** @param seen the baselines of this run, by key */
  constructor(seen: Map<string, string>) {
    this.#seen = seen
  }

  of(key: string, now: string): string {
    if (this.#closed) throw new Error('answered too late: the command has run meanwhile')
    const first = this.#seen.get(key) ?? now
    this.#seen.set(key, first)
    return first
  }

  /** To be called before the command runs: a later answer would record the state after the command as the baseline. */
  close(): void {
    this.#closed = true
  }
}

/** Baselines for evaluations after a command: only what was recorded before. */
export class RecordedBaselines implements Baselines {
  readonly #seen: ReadonlyMap<string, string>

  /** @param seen the baselines of this run, by key */
  constructor(seen: ReadonlyMap<string, string>) {
    this.#seen = seen
  }

  of(key: string): string {
    const first = this.#seen.get(key)
    if (first === undefined)
      throw new Error('there is nothing to compare with: no look before the command was answered')
    return first
  }
}
