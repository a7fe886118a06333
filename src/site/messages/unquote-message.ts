/** A key under which YAML, JSON and structured logs carry a message, and the quote that opens it. */
const KEYED = /(?<![\w-])"?(?:message|msg|error|err|reason|details?|stderr)"?\s*[:=]\s*(["'])/gi
/** A string with escaped quotes in it, whatever it is for. */
const ESCAPED = /"((?:[^"\\]|\\.)*\\"(?:[^"\\]|\\.)*)"/g
/** The fewest words of a quoted message; with fewer, what is quoted is a name. */
const FEWEST = 3

/**
 * A message out of the quotes in which YAML, JSON or a log carries it, its own quotes as they were: else all of it would
 * be taken for one quoted name.
 */
export function unquoteMessage(text: string): string {
  const keyed = [...text.matchAll(KEYED)].reduceRight((rest, { index, 0: key, 1: quote }) => {
    const start = index + key.length
    const end = endOf(rest, start, quote as Quote)
    const said = rest.slice(start, end)
    return isMessage(said) ? `${rest.slice(0, index)} ${unescaped(said)} ${rest.slice(end + 1)}` : rest
  }, text)
  const [, whole] = /^\s*"([^"]*)"[,;]?\s*$/s.exec(keyed) ?? []
  return whole !== undefined && isMessage(whole)
    ? whole
    : unescaped(keyed.replace(ESCAPED, (_all, said: string) => ` ${unescaped(said)} `))
}

type Quote = '"' | "'"

/** Where a quoted string ends: JSON escapes a quote with a backslash, YAML by doubling it. A line that is cut has no end. */
function endOf(text: string, start: number, quote: Quote): number {
  const end = quote === '"' ? /(?<!\\)"/g : /(?<!')'(?![\w'])/g
  end.lastIndex = start
  return end.exec(text)?.index ?? text.length
}

function isMessage(text: string): boolean {
  return text.trim().split(/\s+/).length >= FEWEST
}

function unescaped(text: string): string {
  return text
    .replace(/\\+(["'])/g, '$1')
    .replace(/\\+[nt]/g, ' ')
    .replaceAll("''", "'")
}
