import { messageOf } from '../../shared/thrown.ts'

/** What a run has to release at its end, in reverse order. */
export class CleanUp {
  readonly #tell: (line: string) => void
  readonly #tasks: { what: string; undo: () => unknown }[] = []

  /** @param tell gets a line for each thing that could not be released */
  constructor(tell: (line: string) => void) {
    this.#tell = tell
  }

  /** Adds something as soon as it was acquired. @param what names it in the message of a failure */
  add(what: string, undo: () => unknown): void {
    this.#tasks.push({ what, undo })
  }

  /** Releases everything, also when a release fails. */
  async all(): Promise<void> {
    for (const { what, undo } of this.#tasks.splice(0).reverse()) {
      try {
        await undo()
      } catch (error) {
        this.#tell(`cleaning up, ${what}: ${messageOf(error)}`)
      }
    }
  }
}
