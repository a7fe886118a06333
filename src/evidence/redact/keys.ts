import { matches, merged, type Found } from './found.ts'

const BEGIN = /-{4,5} ?BEGIN [A-Z0-9 ]*(?:PRIVATE KEY(?: BLOCK)?|PGP MESSAGE) ?-{4,5}/
const END = /-{4,5} ?END [A-Z0-9 ]*(?:PRIVATE KEY(?: BLOCK)?|PGP MESSAGE) ?-{4,5}/

/** From a key's first line to its last; to the end of the text where the last line was cut off. The first line alone is no key. */
const WHOLE = new RegExp(`${BEGIN.source}(?=(?:\\s|\\\\+[nr]|[>|+-]){0,200}[\\w+/=])[^]*?(?:${END.source}|$)`, 'g')

const BODY = /^[ \t]*[A-Za-z0-9+/=]{4,}[ \t]*\r?$/

/** A piece of base64. Not longer: a pattern's repetition over megabytes would overflow the stack. */
const PIECE = /[A-Za-z0-9+/]{16,4096}={0,2}/g

/** Private keys in PEM, OpenSSH's, PuTTY's SSH2 and PGP's form, whole or cut, and base64 that holds one. */
export function privateKeys(text: string): Found[] {
  const what = 'private key'
  const encoded = base64(text).filter(({ start, end }) => holdsKey(text.slice(start, end)))
  return merged([...matches(text, WHOLE, what), ...tails(text), ...encoded])
}

/** The ends of keys whose beginnings were cut off: the lines of base64 above. */
function tails(text: string): Found[] {
  return [...text.matchAll(new RegExp(END.source, 'g'))].flatMap(({ index, 0: last }) => {
    const line = text.lastIndexOf('\n', index - 1) + 1
    let start = line
    while (start > 0) {
      const above = text.lastIndexOf('\n', start - 2) + 1
      if (!BODY.test(text.slice(above, start - 1))) break
      start = above
    }
    return start === line ? [] : [{ start, end: index + last.length, what: 'private key' }]
  })
}

/** Every text of base64 that is long enough for the first line of a key, on one line or wrapped. */
function base64(text: string): Found[] {
  const all: Found[] = []
  for (const { start, end } of matches(text, PIECE, '')) {
    const last = all.at(-1)
    if (last && /^(?:\r?\n[ \t]{0,100})?$/.test(text.slice(last.end, start))) last.end = end
    else all.push({ start, end, what: 'private key' })
  }
  return all.filter(({ start, end }) => end - start >= 40)
}

/** Also a file in which a key stands further down, and base64 of base64: a kubeconfig, a Secret. */
function holdsKey(encoded: string, depth = 3): boolean {
  const decoded = Buffer.from(encoded, 'base64').toString('latin1')
  if (BEGIN.test(decoded)) return true
  return depth > 1 && base64(decoded).some(({ start, end }) => holdsKey(decoded.slice(start, end), depth - 1))
}
