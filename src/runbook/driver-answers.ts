import type { Readable } from 'node:stream'

/** What the driver says on its own descriptor: texts, each ended by NUL. */
export class DriverAnswers {
  readonly #whole: string[] = []
  #rest = ''
  #over = false
  #wake: () => void = () => undefined

  constructor(stream: Readable) {
    stream.on('data', (chunk: Buffer) => {
      const texts = (this.#rest + chunk.toString()).split('\0')
      this.#rest = texts.pop() ?? ''
      this.#whole.push(...texts)
      this.#wake()
    })
    stream.once('close', () => {
      this.#over = true
      this.#wake()
    })
    // A shell that is killed may break the pipe; that it is gone is all there is to know.
    stream.on('error', () => undefined)
  }

  /** The next text; undefined when the shell ends before it has said one. Not to be called again before it resolves. */
  async next(): Promise<string | undefined> {
    while (this.#whole.length === 0 && !this.#over) await new Promise<void>((resolve) => (this.#wake = resolve))
    return this.#whole.shift()
  }
}
