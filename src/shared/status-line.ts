/** Where text is written: a stream of this process, or something that keeps what is written. */
export type Terminal = { write(text: string): unknown; isTTY?: boolean; columns?: number }

/** Milliseconds between two updates of the status: of a line that changes in place, and of lines in a log. */
const INTERVAL = { terminal: 1000, log: 30_000 }

/**
 * Writes lines, and below them a status that is updated regularly. On a terminal the status is one last line that changes in
 * place; elsewhere it is a line of its own, less often.
 */
export class StatusLine {
  readonly #out: Terminal
  #timer: NodeJS.Timeout | undefined
  /** Text without a newline at its end was written, so the last line must not be replaced. */
  #midLine = false

  constructor(out: Terminal = process.stdout) {
    this.#out = out
  }

  /** Writes one line of its own. */
  line(text: string): void {
    this.#clear()
    if (this.#midLine) this.#out.write('\n')
    this.#midLine = false
    this.#out.write(`${text}\n`)
  }

  /** Writes text that may end in the middle of a line; the next text continues there. @param style colors it */
  text(text: string, style: (text: string) => string): void {
    if (text === '') return
    this.#clear()
    this.#out.write(style(text))
    this.#midLine = !text.endsWith('\n')
  }

  /**
   * Begins to show a status, in place of an earlier one. Does not keep the process alive.
   * @param status the text of each update; undefined: there is nothing to show
   * @param style colors the text on a terminal
   */
  start(status: () => string | undefined, style = (text: string) => text): void {
    clearInterval(this.#timer)
    this.#timer = setInterval(() => this.#update(status(), style), this.#out.isTTY ? INTERVAL.terminal : INTERVAL.log)
    this.#timer.unref()
  }

  /** Ends the status and removes its line. */
  stop(): void {
    clearInterval(this.#timer)
    this.#clear()
  }

  #update(text: string | undefined, style: (text: string) => string): void {
    if (text === undefined) return
    if (!this.#out.isTTY) return this.line(text)
    if (this.#midLine) return
    this.#clear()
    // A line that wraps could not be replaced.
    this.#out.write(style(text.slice(0, (this.#out.columns ?? 80) - 1)))
  }

  #clear(): void {
    if (this.#out.isTTY && !this.#midLine) this.#out.write('\r\x1b[2K')
  }
}
