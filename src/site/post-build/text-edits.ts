/** A part of a text, in characters. */
export interface Span {
  from: number
  to: number
}

/** A part of a text and what takes its place. */
export interface Edit extends Span {
  text: string
}

/** The text with its edits; one inside a part that goes altogether goes with it. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let at = 0
  const parts = [...edits]
    .sort((a, b) => a.from - b.from || b.to - a.to)
    .flatMap((edit) => {
      if (edit.from < at) return []
      const part = [text.slice(at, edit.from), edit.text]
      at = edit.to
      return part
    })
  return [...parts, text.slice(at)].join('')
}

/**
 * Moves parts of a text, each with the edits inside it, to one place, sorted.
 * @param edits of the text so far
 */
export function moveParts(text: string, parts: readonly Span[], to: number, edits: readonly Edit[]): Edit[] {
  const texts = parts.map((part) =>
    applyEdits(
      text.slice(part.from, part.to),
      edits
        .filter((edit) => edit.from >= part.from && edit.to <= part.to)
        .map((edit) => ({ from: edit.from - part.from, to: edit.to - part.from, text: edit.text })),
    ),
  )
  return [...parts.map((part) => ({ ...part, text: '' })), { from: to, to, text: texts.sort().join('') }]
}
