import { StringDecoder } from 'node:string_decoder'
import { visible } from '../../evidence/index.ts'

/** Colors, as `printable` drops them. */
const COLORS = /\x1b\[[\d;]*m/g
/** The start of an escape sequence that the next piece may complete to a color. Colors are not longer than that. */
const UNFINISHED = /\x1b(\[[\d;]{0,32})?$/

/**
 * Makes what a command prints harmless for a terminal, piece by piece as it arrives: a character, or a color, may come in
 * two pieces.
 */
export class TerminalText {
  readonly #decoder = new StringDecoder('utf8')
  #held = ''

  /** What of this piece, and of what was held back, can be shown. */
  take(piece: Uint8Array): string {
    const text = this.#held + this.#decoder.write(Buffer.from(piece))
    this.#held = UNFINISHED.exec(text)?.[0] ?? ''
    return harmless(text.slice(0, text.length - this.#held.length))
  }

  /** What was held back: nothing more comes. */
  end(): string {
    const text = this.#held + this.#decoder.end()
    this.#held = ''
    return harmless(text)
  }
}

function harmless(text: string): string {
  return visible(text.replace(COLORS, ''))
}
