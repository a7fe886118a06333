import { isMap, isSeq, parseAllDocuments } from 'yaml'
import { memoize } from '../../shared/memoize.ts'
import { highlight } from './highlight.ts'
import type { Token } from './tokens.ts'

/**
 * The tokens of a text that is JSON or YAML as a whole: what a command printed, or the file in a heredoc. Undefined for all
 * others. A table of `kubectl` and a sentence have no grammar.
 */
export const dataTokens: (text: string) => readonly Token[] | undefined = memoize((text: string) => {
  if (isJson(text)) return highlight(text, 'json')
  return isYaml(text) ? highlight(text, 'yaml') : undefined
})

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** A key at the beginning of a line, which every YAML that a command prints has, and few other texts. */
const KEY = /^["\w./ -]+:(?: |$)/m

/**
 * Whether a text is a manifest, or a tree of keys like the values of a chart. One level of keys is not enough: to YAML,
 * `Error: not found` is a map.
 */
function isYaml(text: string): boolean {
  if (!KEY.test(text)) return false
  const documents = parseAllDocuments(text, { logLevel: 'silent' })
  if (!Array.isArray(documents) || documents.length === 0) return false
  return documents.every(({ errors, contents }) => {
    if (errors.length > 0 || !isMap(contents)) return false
    const nested = contents.items.some(({ value }) => (isMap(value) || isSeq(value)) && !value.flow)
    return nested || (contents.has('apiVersion') && contents.has('kind'))
  })
}
