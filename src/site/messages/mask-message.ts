import { mask } from '../../evidence/mask.ts'
import { unquoteMessage } from './unquote-message.ts'

/** A message with names, addresses and times taken out: the words that are left, and the names. */
export interface Masked {
  /** Its words in their order, lower case, names and addresses left out. */
  words: string[]
  /** The names that stood in it, lower case. They only order messages that are otherwise alike. */
  names: string[]
}

/** A shell prompt before a message. */
const PROMPT = /^\s*(\S+@\S+)?[\w~/:-]*\s?[$#%❯>]\s+/
/** The header that Kubernetes' logger writes; what follows it is often quoted as a whole. */
const LOGGED = /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ [\w.-]+:\d+\] "?(.*?)"?$/

/**
 * When something was said, as ISO 8601, klog, access logs, syslog and `date` write it. Taken out before names: `2026-01` is
 * like a name, and what is left of the time would be words.
 */
const TIMES = [
  /\b\d{4}[-/]\d\d[-/]\d\d([T ]\d\d:\d\d(:\d\d([.,]\d+)?)?( ?(Z|UTC|[+-]\d\d:?\d\d))?)?(?![\w-])/g,
  /\b\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d( [+-]\d{4})?/g,
  /\b([A-Z][a-z]{2},? )?[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d([.,]\d+)?( [A-Z]{3,4})?( \d{4})?\b/g,
  /(?<![\w.:-])\d\d:\d\d:\d\d([.,]\d+)?Z?(?![\w:-])/g,
]

/** Names that Kubernetes, shells and people give. The order matters: quoted names first, then unquoted ones. */
const NAMES = [
  /https?:\/\/[^\s"']+/g,
  /"[^"]*"|“[^”]*”|‘[^’]*’|(?<!\w)'[^']*'(?!\w)|`[^`]*`/g,
  // The object of an analyser's message: (VirtualService shop/broken), (Pod default/web-x -:12).
  /(?<=\([A-Z]\w+ )[^)]+(?=\))/g,
  // kind/name, Kind/namespace/name; the host that a client looked for, a quota, a revision.
  /(?<=(?<![\w/])[A-Za-z][a-z.]{2,}\/)[a-z0-9][\w.-]*(\/[\w.-]+)*/g,
  /(?<=\b(?:host: |exceeded quota: |control plane revision ))[^\s,]+/g,
  /\b[a-z0-9-]+(\.[a-z0-9-]+)*\.svc\b(\.[a-z.]+)?/g,
  // payments-6d667789bb, istio-system, shop-client.shop: words with a hyphen are names far more often than not.
  /(?<![\w.<-])[a-z0-9]+(-[a-z0-9]+)+(\.[a-z0-9-]+)*(?![\w>])/g,
]

/** A number is part of a message only as a code: exit code 22, error: 503, curl: (56). */
const COUNTS = /(?<!code:? |error: |curl: \(|status |[\w.])\d+(?![\w.])/g

/** An amount of CPU, which a quota and a request name. */
const CPU = /(?<=\bcpu\W{1,12})\d+m\b/g

/** Takes out of a message what differs from cluster to cluster. The site's messages and a reader's paste both go through here. */
export function maskMessage(text: string): Masked {
  const names: string[] = []
  const own = (found: string): string => {
    names.push(...(found.toLowerCase().match(/[a-z0-9][\w./:-]*/g) ?? []))
    return ' '
  }
  const said = TIMES.reduce((rest, pattern) => rest.replace(pattern, ' '), unquoteMessage(messageOf(text)))
  const left = mask(NAMES.reduce((rest, pattern) => rest.replace(pattern, own), said))
    .replace(/<\w+>/g, ' ')
    .replace(CPU, ' ')
    .replace(COUNTS, ' ')
  return { words: wordsOf(left), names }
}

/** A line of a terminal or a log without what is there before every message. */
export function messageOf(line: string): string {
  return line
    .replace(PROMPT, '')
    .replace(LOGGED, (_line, message: string) => message.replaceAll('\\"', '"'))
    .trim()
}

function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(/[a-z0-9_]+(\.[a-z0-9_]+)*/g) ?? []).filter((word) => word.length > 1)
}
