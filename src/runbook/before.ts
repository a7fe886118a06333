import type { Bench } from './check.ts'
import type { Claim, Memory, Sight } from '../claim.ts'

/** What a check saw before the command. */
export interface Before {
  sentence: string
  sight: Sight | 'unseen'
}

/** Tries each check once, before the command, and lets the step's function go on whatever it sees. */
export class BeforeBench implements Bench {
  readonly seen: Before[] = []
  readonly #memory: Memory
  readonly #signal: AbortSignal

  constructor(memory: Memory, signal: AbortSignal) {
    this.#memory = memory
    this.#signal = signal
  }

  take(claim: Claim): PromiseLike<void> {
    const entry: Before = { sentence: claim.sentence, sight: 'unseen' }
    this.seen.push(entry)
    const tried = claim.aboutOutput
      ? Promise.resolve()
      : look(claim, this.#memory, this.#signal).then((sight) => void (entry.sight = sight))
    return tried
  }
}

/** Milliseconds that one look may take: what never answers must not hold up a run. The last one has a second, too. */
const PATIENCE = { most: 10_000, least: 1000 }

/** One look; a rejection, or no answer in time, is "does not hold". @param until milliseconds that are left for it */
export async function look(claim: Claim, memory: Memory, signal: AbortSignal, until = PATIENCE.most): Promise<Sight> {
  const patience = Math.max(PATIENCE.least, Math.min(PATIENCE.most, Math.round(until)))
  const stop = AbortSignal.any([signal, AbortSignal.timeout(patience)])
  const silence = new Promise<Sight>((resolve) => {
    const give = () => resolve({ holds: false, saw: `no answer within ${patience} ms` })
    if (stop.aborted) give()
    stop.addEventListener('abort', give, { once: true })
  })
  try {
    return await Promise.race([claim.look(memory), silence])
  } catch (error) {
    return { holds: false, saw: error instanceof Error ? error.message : String(error) }
  }
}
