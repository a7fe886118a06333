import { matches, type Found } from './found.ts'

/** The end of a name whose value is a secret: `DB_PASSWORD`, `client_secret`, `accessToken`, `X-Api-Key`, `tls.key`. */
const WORD =
  'passw(?:or)?d|passphrase|pwd|secret|token|credentials?|(?:api|access|account|secret|private|auth|signing|encryption|master|shared|session|license|storage)[-_.]?key|(?:access|secret)[-_.]?key[-_.]?id|key-data|client-certificate-data|key\\.pem|\\.key|id_rsa|connection[-_]?string'
const NAME = `(?<![\\w.-])(?<name>[\\w.-]*?(?:${WORD}))(?![\\w.-])`

/** A quoted value: plain, or in JSON that is itself a text in JSON. */
const QUOTED = `"(?<double>(?:[^"\\\\\\n]|\\\\.)*)"|'(?<single>[^'\\n]*)'|(?<escape>\\\\+)"(?<escaped>[^\\n]*?)\\k<escape>"`

/** Before the name stands nothing on its line that could be a sentence: then the value is all that follows. */
const FIRST = /^[ \t]*(?:[+<>-][ \t]*){0,8}(?:export[ \t]+|set[ \t]+|- )?["']?$/

const ASSIGNED = new RegExp(
  `${NAME}(?<between>\\\\*["']?[ \\t]*(?:=|:(?!:))[ \\t]*)(?:${QUOTED}|(?<bare>[^\\s"'\\\\][^\\n]*))`,
  'gi',
)
/** What follows a flag that a sentence is about. */
const PROSE = '(?:flags?|options?|arguments?|parameters?|value|is|are|was|must|can|cannot|and|or|to|for|in|with|not)\\b'
const FLAG = new RegExp(
  `(?<=^|[\\s"'])--?(?<name>[\\w-]*(?:${WORD}))[ \\t]+(?:${QUOTED}|(?<bare>(?!${PROSE})[^\\s-][^\\n]*))`,
  'gim',
)
const PAIR = new RegExp(
  `["']?name["']?:[ \\t]*["']?${NAME}["']?[\\s,]*["']?value["']?:[ \\t]*(?:${QUOTED}|(?<bare>[^\\s"'][^\\n]*))`,
  'gi',
)
const ELEMENT = new RegExp(`<(?<name>[\\w.:-]*(?:${WORD}))>(?<double>[^<\\n]+)<`, 'gi')

/** Headers whose whole value is a secret, but for the scheme. */
const HEADER =
  /\b(?:(?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]*(?:key|token|secret))["']?[ \t]*[:=][ \t]*["']?(?:(?:Bearer|Basic|Digest|Token|ApiKey)[ \t]+)?(?<value>[^\n"']+)/gi
const URL_PASSWORD = /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"']*:(?<value>[^\s/"']+)@/gi
const CURL_USER = /(?<=\s)(?:-u|--user|--proxy-user)[ =]?[ \t]*["']?[^\s:"']+:(?<value>[^\s"']+)/g
const NETRC = /\blogin\s+\S+\s+password\s+(?<value>\S+)/g

/** What stands for a value or is too common to be a secret: nothing, a type, a level of a log, a reference. */
const NO_SECRET =
  /^(?:true|false|null|nil|none|undefined|yes|no|on|off|enabled|disabled|required|optional|unset|empty|unknown|string|strings|stringArray|stringToString|int|bool|file|duration|trace|debug|info|warn|warning|error|critical|fatal|\||\|-|>|>-|""|''|\*+|x{3,}|\.{3}|…|[{[(].*|<.*|\$\{?\w+.*|\$\(.*|%.*)$/is

/** Names of things that are objects too, and stand in sentences before a colon. */
const THING = /^(?:secret|token|credentials?)$/i

/** Values that are secrets because of the name before them: assignments, flags, environment, headers, addresses. */
export function secretValues(text: string): Found[] {
  const named = [ASSIGNED, FLAG, PAIR, ELEMENT].flatMap((pattern) => valuesOf(text, pattern))
  const plain = [
    ...matches(text, HEADER, 'header', 'value'),
    ...[URL_PASSWORD, CURL_USER, NETRC].flatMap((pattern) => matches(text, pattern, 'password', 'value')),
  ].filter(({ start, end }) => !NO_SECRET.test(text.slice(start, end).trim()))
  return [...named, ...plain]
}

function valuesOf(text: string, pattern: RegExp): Found[] {
  const found: Found[] = []
  for (const match of text.matchAll(new RegExp(pattern.source, `${pattern.flags}d`))) {
    const { name = '', between = '' } = match.groups!
    const places = match.indices!.groups!
    const [start, end] = places['double'] ?? places['single'] ?? places['escaped'] ?? places['bare']!
    const line = text.slice(text.lastIndexOf('\n', match.index - 1) + 1, match.index)
    const first = FIRST.test(line)
    const value = places['bare'] ? bare(text.slice(start, end), first && pattern !== FLAG) : text.slice(start, end)
    const sentence =
      places['bare'] !== undefined && THING.test(name) && between.includes(':') && (!first || /\s/.test(value))
    if (isSecret(name, value, sentence)) found.push({ start, end: start + value.length, what: kindOf(name) })
  }
  return found
}

/** In a word: "password". */
function kindOf(name: string): string {
  return (
    /passw|pwd|token|key/i
      .exec(name)?.[0]
      .toLowerCase()
      .replace(/^(?:passw|pwd)$/, 'password') ?? 'secret'
  )
}

/** A value without quotes: the rest of its line, or up to the next blank where other things stand on the line. */
function bare(rest: string, whole: boolean): string {
  if (whole) return rest.trimEnd().replace(/["']?,$|["']$/, '')
  return /^[^\s"'&]+/.exec(rest)?.[0] ?? ''
}

function isSecret(name: string, value: string, sentence: boolean): boolean {
  if (value.trim() === '' || NO_SECRET.test(value.trim()) || value.startsWith('[redacted')) return false
  // The shell's own: where it is.
  if (/^(?:old)?pwd$/i.test(name) && value.startsWith('/')) return false
  return !sentence || /^\S{16,}$|(?:^|\s)(?=\S*[\d_+/=])\S{8,}/.test(value)
}
