import { around, attribute, type Element } from './html.ts'

/** A part of a text and what takes its place. */
export interface Edit {
  from: number
  to: number
  text: string
}

/** The text with its edits; one inside a part that goes altogether goes with it. */
export function edited(text: string, edits: readonly Edit[]): string {
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
 * Moves the module scripts of the body to its end, sorted. Astro writes each beside the first component that comes to be
 * rendered, and which one that is differs from build to build. Modules wait for the whole page wherever they stand.
 * @param page all elements, with their places in the text
 * @param edits of the text so far
 */
export function settleScripts(html: string, page: readonly Element[], edits: readonly Edit[]): Edit[] {
  const end = page.find(({ tagName }) => tagName === 'body')?.sourceCodeLocation?.endTag?.startOffset
  const scripts = page.filter(isMovable).flatMap(({ sourceCodeLocation: at }) => (at ? [at] : []))
  if (end === undefined) return []
  const texts = scripts.map(({ startOffset, endOffset }) =>
    edited(
      html.slice(startOffset, endOffset),
      edits
        .filter(({ from, to }) => from >= startOffset && to <= endOffset)
        .map(({ from, to, text }) => ({ from: from - startOffset, to: to - startOffset, text })),
    ),
  )
  return [
    ...scripts.map(({ startOffset, endOffset }) => ({ from: startOffset, to: endOffset, text: '' })),
    { from: end, to: end, text: texts.sort().join('') },
  ]
}

function isMovable(element: Element): boolean {
  if (element.tagName !== 'script' || attribute(element, 'type') !== 'module') return false
  const outside = [...around(element)].map(({ tagName }) => tagName)
  return outside.includes('body') && !outside.includes('template')
}
