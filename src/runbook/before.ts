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

  constructor(memory: Memory) {
    this.#memory = memory
  }

  take(claim: Claim): PromiseLike<void> {
    const entry: Before = { sentence: claim.sentence, sight: 'unseen' }
    this.seen.push(entry)
    const tried = claim.aboutOutput
      ? Promise.resolve()
      : look(claim, this.#memory).then((sight) => void (entry.sight = sight))
    return tried
  }
}

/** One look; a rejection is "does not hold". */
export async function look(claim: Claim, memory: Memory): Promise<Sight> {
  try {
    return await claim.look(memory)
  } catch (error) {
    return { holds: false, saw: error instanceof Error ? error.message : String(error) }
  }
}
