import { variableParts, type TextPart } from '../../evidence/index.ts'
import { slice, type Token } from '../code/tokens.ts'

/** Lines that are shown without a click: few enough to compare at a glance. */
export const OPEN_LINES = 12
/** Lines beyond which the middle is left out, and how many stay at each end. */
const WHOLE_LINES = 40
const HEAD_LINES = 20
const TAIL_LINES = 10

/** Captured output as a page shows it. */
export interface ShownOutput {
  /** Lines in all. */
  lines: number
  /** The whole, or its beginning. */
  head: string
  /** Lines left out after the head; 0: none, and `tail` is empty. */
  left: number
  tail: string
}

/** Cuts long output to its beginning and end, at the ends of lines. */
export function shownOutput(text: string): ShownOutput {
  const lines = text === '' ? [] : text.split(/(?<=\n)/)
  if (lines.length <= WHOLE_LINES) return { lines: lines.length, head: text, left: 0, tail: '' }
  return {
    lines: lines.length,
    head: lines.slice(0, HEAD_LINES).join(''),
    left: lines.length - HEAD_LINES - TAIL_LINES,
    tail: lines.slice(-TAIL_LINES).join(''),
  }
}

/** The longest line that a page shows without scrolling, in characters. */
const LINE_WIDTH = 84

/** Whether output has lines that do not fit on paper in the size of the commands. */
export function isWide(text: string): boolean {
  return text.split('\n').some((line) => line.length > LINE_WIDTH)
}

/** Whether output has lines too long for a page and no columns: then it is broken, like prose, and not scrolled. */
export function isProse(text: string): boolean {
  return isWide(text) && !/\S {3,}\S/.test(text)
}

/** A piece of output and why it is set apart: `says` is the text by which an expected failure is known. */
export interface Piece {
  text: string
  kind: 'says' | Kind | undefined
}
type Kind = keyof typeof KINDS

/** What the variable pieces are called, by the name of their mask. */
export const KINDS = {
  time: 'a time',
  uid: 'an identifier',
  ip: 'an address',
  pod: 'the made-up part of a pod’s name',
  age: 'an age or a duration',
  nodeport: 'a port that Kubernetes chose',
}

/** Splits output into fixed and variable pieces and the text of an expected failure; joined they are the output. */
export function pieces(text: string, says: string | undefined): Piece[] {
  const at = says ? text.indexOf(says) : -1
  if (!says || at < 0) return variableParts(text).map(piece)
  const [before, after] = [text.slice(0, at), text.slice(at + says.length)]
  return [
    ...variableParts(before).map(piece),
    { text: says, kind: 'says' as const },
    ...variableParts(after).map(piece),
  ].filter((p) => p.text !== '')
}

/**
 * The tokens of each piece, in the order of the pieces; a token that goes on in the next piece is cut.
 * @param tokens of the same text
 */
export function tokensOf(pieces: readonly Piece[], tokens: readonly Token[]): Token[][] {
  let end = 0
  return pieces.map(({ text }) => {
    const from = end
    end += text.length
    return slice(tokens, from, end)
  })
}

function piece({ text, varies }: TextPart): Piece {
  if (varies !== undefined && !(varies in KINDS))
    throw new Error(`no words for the mask <${varies}>: add them to KINDS`)
  return { text, kind: varies as Kind | undefined }
}
