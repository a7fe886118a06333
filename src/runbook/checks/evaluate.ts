import type { Assertion, Baselines, Outcome } from '../../checks/index.ts'

/** Milliseconds that one look may take: what never answers must not hold up a run. The last one has a second, too. */
export const EVALUATION_TIMEOUT = { max: 10_000, min: 1000 }

/**
 * Looks once. An error, or no answer in time, is `unknown`.
 * @param timeLeft milliseconds that are left for it
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
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    return { is: 'unknown', observed: `error: ${first}` }
  }
}

/** Used by looks before a command, which alone make baselines. */
export class RecordingBaselines implements Baselines {
  readonly #seen: Map<string, string>
  #closed = false

  /** @param seen those of this run, by key */
  constructor(seen: Map<string, string>) {
    this.#seen = seen
  }

  of(key: string, now: string): string {
    if (this.#closed) throw new Error('answered too late: the command has run meanwhile')
    const first = this.#seen.get(key) ?? now
    this.#seen.set(key, first)
    return first
  }

  /** The command runs now: a look that nobody waits for any more must not take what comes of it for a baseline. */
  close(): void {
    this.#closed = true
  }
}

/** Used by looks after a command. */
export class RecordedBaselines implements Baselines {
  readonly #seen: ReadonlyMap<string, string>

  /** @param seen those of this run, by key */
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
