import { VARIABLE } from './mask.ts'

/** A piece of output: fixed, or one that differs from run to run although nothing is different. */
export interface TextPart {
  text: string
  /** What the variable piece is: `time`, `uid`, `ip`, `pod`, `age`, `nodeport`; undefined: the piece is fixed. */
  varies: string | undefined
}

/** Splits text at what `mask` would replace. The pieces joined are the text, byte for byte. */
export function variableParts(text: string): TextPart[] {
  return VARIABLE.reduce<TextPart[]>(
    (parts, [pattern, name]) =>
      parts.flatMap((part) => (part.varies === undefined ? split(part.text, pattern, name) : [part])),
    [{ text, varies: undefined }],
  )
}

function split(text: string, pattern: RegExp, replacement: string): TextPart[] {
  // What is kept around the name (`-<pod>`, `:<nodeport>/$1`) is fixed; a mask without a name only evens out blanks.
  const [, before = '', kind, after = ''] = /^([^<]*)<(\w+)>(.*)$/.exec(replacement) ?? []
  if (kind === undefined) return [{ text, varies: undefined }]
  const parts: TextPart[] = []
  let end = 0
  for (const match of text.matchAll(pattern)) {
    const from = match.index + before.length
    const to = match.index + match[0].length - after.replace('$1', match[1] ?? '').length
    parts.push({ text: text.slice(end, from), varies: undefined }, { text: text.slice(from, to), varies: kind })
    end = to
  }
  return [...parts, { text: text.slice(end), varies: undefined }].filter((part) => part.text !== '')
}
