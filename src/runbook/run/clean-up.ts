/** What a run has to give back at its end, the last thing taken first. */
export class CleanUp {
  readonly #tell: (line: string) => void
  readonly #tasks: { what: string; undo: () => unknown }[] = []

  /** @param tell gets a line for each thing that could not be given back */
  constructor(tell: (line: string) => void) {
    this.#tell = tell
  }

  /** Adds something as soon as it has been taken. @param what names it in the line that tells of a failure */
  add(what: string, undo: () => unknown): void {
    this.#tasks.push({ what, undo })
  }

  /** Gives everything back. One that fails keeps none of the others from being tried. */
  async all(): Promise<void> {
    for (const { what, undo } of this.#tasks.splice(0).reverse()) {
      try {
        await undo()
      } catch (error) {
        this.#tell(`cleaning up, ${what}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  }
}
