import type { Readable } from 'node:stream'

/** The most a step may print, in bytes: more is no output that a page could show. */
export const OUTPUT_LIMIT = 8 * 1024 * 1024

/** Collects what one step prints, stdout and stderr in the order of arrival, until both carry the step's mark. */
export class Transcript {
  readonly #mark: Buffer
  readonly #onText: (text: Buffer) => void
  readonly #onTooMuch: () => void
  readonly #all: Buffer[] = []
  readonly #parts: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] }
  readonly #held: Record<'stdout' | 'stderr', Buffer> = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) }
  readonly #open = new Set<'stdout' | 'stderr'>(['stdout', 'stderr'])
  readonly #ended: Promise<void>
  #end!: () => void
  /** Bytes printed so far. */
  bytes = 0

  /**
   * @param onText called with each piece as it arrives, for the terminal
   * @param onTooMuch called when more than OUTPUT_LIMIT was printed
   */
  constructor(mark: string, onText: (text: Buffer) => void, onTooMuch: () => void) {
    this.#onText = onText
    this.#onTooMuch = onTooMuch
    this.#mark = Buffer.from(mark)
    this.#ended = new Promise((resolve) => (this.#end = resolve))
  }

  /** Resolves once both streams carried the mark. */
  get ended(): Promise<void> {
    return this.#ended
  }

  /** Everything printed, in the order of arrival. */
  get all(): Buffer {
    return Buffer.concat(this.#all)
  }

  /** What was printed on standard output alone. */
  get stdout(): Buffer {
    return Buffer.concat(this.#parts.stdout)
  }

  /** Starts to read the two streams; returns the function that stops. */
  listen(streams: Record<'stdout' | 'stderr', Readable>): () => void {
    const onOut = (chunk: Buffer) => this.#take('stdout', chunk)
    const onErr = (chunk: Buffer) => this.#take('stderr', chunk)
    streams.stdout.on('data', onOut)
    streams.stderr.on('data', onErr)
    return () => {
      for (const name of ['stdout', 'stderr'] as const) {
        this.#keep(name, this.#held[name])
        this.#held[name] = Buffer.alloc(0)
      }
      streams.stdout.off('data', onOut)
      streams.stderr.off('data', onErr)
    }
  }

  #take(name: 'stdout' | 'stderr', chunk: Buffer): void {
    if (!this.#open.has(name)) return
    const data = Buffer.concat([this.#held[name], chunk])
    const at = data.indexOf(this.#mark)
    const until = at >= 0 ? at : data.length - this.#beginningOfMark(data)
    this.#keep(name, data.subarray(0, until))
    this.#held[name] = at >= 0 ? Buffer.alloc(0) : data.subarray(until)
    if (at >= 0) this.#open.delete(name)
    if (this.#open.size === 0) this.#end()
  }

  /** The mark may arrive in two chunks: how many bytes at the end of the data could be its beginning. */
  #beginningOfMark(data: Buffer): number {
    for (let length = Math.min(data.length, this.#mark.length - 1); length > 0; length--) {
      if (data.subarray(-length).equals(this.#mark.subarray(0, length))) return length
    }
    return 0
  }

  #keep(name: 'stdout' | 'stderr', data: Buffer): void {
    if (data.length === 0) return
    const room = OUTPUT_LIMIT - this.bytes
    this.bytes += data.length
    if (room > 0) {
      const kept = Buffer.from(data.subarray(0, room))
      this.#all.push(kept)
      this.#parts[name].push(kept)
      this.#onText(kept)
    }
    if (this.bytes > OUTPUT_LIMIT) this.#onTooMuch()
  }
}
