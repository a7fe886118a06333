/** Bytes made fit to show, and what had to be made visible for it. */
export interface Printable {
  text: string
  /** "an escape sequence (\x1b) at byte 12": the first thing that a terminal would not simply print; undefined: none. */
  unsafe: string | undefined
}

const NAMES: [RegExp, string][] = [
  [/\0/, 'a NUL byte'],
  [/\x1b/, 'an escape sequence'],
  [/[\x01-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]/, 'a control character'],
  [/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/, 'a character that turns the direction of text'],
]
/** Colours: some tools write them even where there is no terminal. They say nothing and are dropped. */
const COLOURS = /\x1b\[[\d;]*m/g
/** Every character that a terminal or a browser would act on rather than show; tab and line feed are none. */
export const CONTROL_CHARACTERS = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Decodes UTF-8 and writes whatever a terminal would act on as an escape: `\x1b`, `\u202e`. */
export function printable(bytes: Uint8Array): Printable {
  const raw = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).replace(COLOURS, '')
  const text = visible(raw)
  if (!isUtf8(bytes)) return { text, unsafe: 'bytes that are not UTF-8' }
  const named = NAMES.find(([pattern]) => pattern.test(raw))
  if (!named) return { text, unsafe: undefined }
  const at = raw.search(named[0])
  return { text, unsafe: `${named[1]} (${escape(raw[at]!)}) after ${Buffer.byteLength(raw.slice(0, at))} bytes` }
}

/** The text with whatever a terminal or a browser would act on, rather than show, written as an escape. */
export function visible(text: string): string {
  return text.replace(CONTROL_CHARACTERS, escape)
}

function escape(character: string): string {
  const code = character.codePointAt(0)!
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
