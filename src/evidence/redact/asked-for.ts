import { callsOf, type Call } from '../../page/program-calls.ts'
import type { Found } from './found.ts'

/** Programs that tell of what they read and do not pass it on; `openssl base64` and `openssl enc` do. */
const TELL = ['openssl', 'wc', 'sha256sum', 'sha1sum', 'md5sum', 'cmp', 'keytool', 'step']

/** Of an object, what is no secret. */
const METADATA = /^(?:apiVersion|kind|name|namespace|type|uid|resourceVersion|creationTimestamp|immutable)$/
const LINE = /^[ \t]*["']?(?<name>[\w.-]+)["']?:[ \t]*["']?(?<value>[A-Za-z0-9+/]{4,}={0,2})["']?,?[ \t]*$/gm

/**
 * What a command printed that asks for the data of a Secret: with jsonpath, a template or jq all of it; of a Secret as YAML
 * or JSON of which only a part was printed, every value that is base64.
 */
export function secretsAskedFor(text: string, command: string): Found[] {
  if (!/\bsecrets?\b/i.test(command)) return []
  const calls = callsOf(command)
  const gets = calls.filter(isGet)
  if (
    gets.length === 0 ||
    calls.some(([program, does = '']) => TELL.includes(program) && !/^(?:base64|enc)$/.test(does))
  )
    return []
  if (calls.some((call) => asksForData(call, gets))) return whole(text)
  return gets.some((call) => /(?:^|=)(?:yaml|json)$/.test(outputOf(call))) ? parts(text) : []
}

function isGet([program, ...words]: Call): boolean {
  return (
    program === 'kubectl' &&
    words.includes('get') &&
    words.some((word) => /(?:^|,)secrets?(?:\.v1\.?)?(?:[/,]|$)|\/secrets(?:\/|$)/i.test(word))
  )
}

/** `jsonpath={.data.key}`, or `.data` in a filter to which YAML or JSON is handed on; `.metadata` is another word. */
function asksForData(call: Call, gets: readonly Call[]): boolean {
  const data = /(?<![\w-])(?:string)?data\b/i
  if (gets.includes(call))
    return /^(?:jsonpath|go-template|template|custom-columns)/.test(outputOf(call)) && data.test(call.join(' '))
  return ['jq', 'yq'].includes(call[0]) && data.test(call.join(' ')) && !/\bkeys\b/.test(call.join(' '))
}

/** The value of `-o`: `yaml`, `jsonpath={.data}`. */
function outputOf([, ...words]: Call): string {
  const at = words.findIndex((word) => /^(?:-o|--output)$/.test(word))
  if (at >= 0) return words[at + 1] ?? ''
  return words.find((word) => /^(?:-o.|--output=)/.test(word))?.replace(/^(?:-o=?|--output=)/, '') ?? ''
}

function whole(text: string): Found[] {
  const end = text.trimEnd().length
  return end === 0 ? [] : [{ start: 0, end, what: 'Secret data' }]
}

function parts(text: string): Found[] {
  return [...text.matchAll(new RegExp(LINE.source, 'gmd'))]
    .filter(({ groups }) => groups!['value']!.length % 4 === 0 && !METADATA.test(groups!['name']!))
    .map(({ indices }) => ({
      start: indices!.groups!['value']![0],
      end: indices!.groups!['value']![1],
      what: 'Secret data',
    }))
}
