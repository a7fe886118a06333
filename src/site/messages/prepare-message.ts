import type { CapturedMessage } from './captured-message.ts'
import { maskMessage, type Masked } from './mask-message.ts'
import { phrase, squeeze } from './message-phrase.ts'

/** A message of ours, prepared for comparing. */
export interface Prepared extends Masked {
  message: CapturedMessage
  /** Words and pairs of neighbours of its text. */
  features: ReadonlySet<string>
  /** The same of its core. */
  core: ReadonlySet<string>
  /** Its words from its core on, without spaces. Each tool adds its own words before the core. */
  said: string
  needs: RegExp[]
  unless: RegExp[]
}

/** A part of a paste, prepared for comparing. */
export interface Asked extends Masked {
  features: ReadonlySet<string>
  said: string
  /** For phrases. */
  squeezed: string
  /** All lines of a paste that has several. */
  isWhole: boolean
}

/** A level at the start of a message, which quotations of it often leave out. */
const LEVEL = /^(error|warning|info) /
/** The most characters of a paste that are compared. */
const LONGEST = 10_000

/** Prepares a message of ours, once. */
export function prepareMessage(message: CapturedMessage): Prepared {
  const { text, core = text, needs = [], unless = [] } = message
  const masked = maskMessage(text)
  const said = maskMessage(text.slice(text.indexOf(core)))
    .words.join(' ')
    .replace(LEVEL, '')
  return {
    ...masked,
    message,
    features: featuresOf(masked.words),
    core: featuresOf(maskMessage(core).words),
    said: said.replaceAll(' ', ''),
    needs: needs.map(phrase),
    unless: unless.map(phrase),
  }
}

/** The lines of a paste, and the whole of it, since terminals break long lines. ⏎ stands for a line break in a field. */
export function partsOf(paste: string): Asked[] {
  const lines = paste
    .slice(0, LONGEST)
    .split(/[\n⏎]/)
    .filter((line) => /\w/.test(line))
  const parts = lines.length > 1 ? [...lines, lines.join(' ')] : lines
  return parts.map((part, i) => {
    const masked = maskMessage(part)
    const [features, said] = [featuresOf(masked.words), masked.words.join('')]
    return { ...masked, features, said, squeezed: squeeze(part), isWhole: lines.length > 1 && i === lines.length }
  })
}

/** Words, and pairs of neighbours: prose about a failure shares words with it, but seldom their order. */
function featuresOf(words: readonly string[]): Set<string> {
  return new Set([...words, ...words.slice(1).map((word, i) => `${words[i]} ${word}`)])
}
