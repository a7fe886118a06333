import type { Baselines } from '../checks/index.ts'

/** Used by looks before a command, which alone make baselines. */
export class BaselinesBefore implements Baselines {
  readonly #seen: Map<string, string>
  #over = false

  /** @param seen those of this run, by key */
  constructor(seen: Map<string, string>) {
    this.#seen = seen
  }

  of(key: string, now: string): string {
    if (this.#over) throw new Error('answered too late: the command has run meanwhile')
    const first = this.#seen.get(key) ?? now
    this.#seen.set(key, first)
    return first
  }

  /** The command runs now: a look that nobody waits for any more must not take what comes of it for a baseline. */
  close(): void {
    this.#over = true
  }
}

/** Used by looks after a command. */
export class BaselinesAfter implements Baselines {
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
