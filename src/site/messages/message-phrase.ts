/** What stands between the parts of a phrase is at most this long, in characters without spaces. */
const FAR = 400
/** Quotes of every kind, as they are and as YAML, JSON, HTML and chats write them. */
const QUOTES = /(?:\\*(?:&quot;|&#3[49];|["'`“”„‘’«»]))+/g
/** White space, also as JSON escapes it, and the frame that some tools draw. */
const DROPPED = /\\+[nrt]|[\s⏎│┃|\\]+/g

/**
 * A message as phrases look at it: lower case, without white space, every quote a `"`. Terminals break lines in the middle
 * of a word, and each tool puts other quotes around a message and escapes those inside in another way.
 */
export function squeeze(text: string): string {
  const plain = text.toLowerCase().replace(DROPPED, '').replace(QUOTES, '"')
  // Older API servers say "failed calling admission webhook".
  return plain.replaceAll('admissionwebhook', 'webhook')
}

/**
 * Compiles a phrase, to be tested on squeezed text. In it `…` stands for whatever stands between, but for no second
 * beginning of the phrase: what follows another webhook's name is about that one. `|` divides alternatives for the part
 * that they stand in. `*` stands for the labels before a name: `*validation.istio.io` is `rev.validation.istio.io` as well,
 * and nobody's `my-validation.istio.io`.
 */
export function phrase(written: string): RegExp {
  const parts = written.split('…').map((part) => part.split('|').map(alternative))
  const heads = parts[0]!.map(({ head }) => head).join('|')
  const gap = `(?:(?!${heads}).){0,${FAR}}?`
  return new RegExp(parts.map((part) => `(?:${part.map(({ pattern }) => pattern).join('|')})`).join(gap), 's')
}

/** One alternative, and the words that it begins with, up to a `*`. */
function alternative(written: string): { pattern: string; head: string } {
  const literals = written.split('*').map((literal) => squeeze(literal).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const pattern = literals.join('(?:[\\w-]{1,63}\\.){0,6}')
  // People who retype a message leave quotes out; the name still has to end there.
  return { pattern: pattern.replaceAll('"', '(?:"|\\b)'), head: literals[0]!.replaceAll('"', '') }
}
