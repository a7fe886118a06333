import type { Found } from './found.ts'

const KIND = /(?<escape>\\*)"kind\k<escape>"\s*:\s*\k<escape>"Secret(?:List)?\k<escape>"/g

/** An object or list that is open where the text is read. */
interface Frame {
  kind: string
  /** The texts below its own members `data` and `stringData`. */
  values: Found[]
  /** Those of objects in it that did not say that they are Secrets. */
  others: Found[]
  /** The object in whose `data` this stands. */
  owner: Frame | undefined
}

/** Values below `data` and `stringData` of Secrets in JSON; also in JSON that is itself a text in JSON or YAML. */
export function jsonSecrets(text: string): Found[] {
  const escapes = new Set([...text.matchAll(KIND)].map(({ groups }) => groups!['escape']!.length))
  return [...escapes].flatMap((escape) => secretsIn(text, escape))
}

/** Reads the text once, as JSON with other things around it. @param escape backslashes before each of its quotes */
function secretsIn(text: string, escape: number): Found[] {
  const found: Found[] = []
  const stack = [frame(undefined)]
  let name = ''
  let opened: number | undefined
  const string = (start: number, end: number, isName: boolean) => {
    const top = stack.at(-1)!
    const value = text.slice(start, end)
    if (isName) name = value
    else if (top.owner && end > start) top.owner.values.push({ start, end, what: 'Secret data' })
    else if (name === 'kind') top.kind = value
  }
  for (const { 0: mark, index } of text.matchAll(/\\*"|[{}[\]\n]/g)) {
    const at = index + mark.length - 1
    if (mark.endsWith('"') ? !isQuote(mark.length - 1, escape) : opened !== undefined && mark !== '\n') continue
    if (mark.endsWith('"') && opened === undefined) opened = at + 1
    else if (opened !== undefined) {
      const end = mark === '\n' ? at : at - escape
      string(opened, end, /^\s*:/.test(text.slice(at + 1, at + 20)))
      opened = undefined
    } else if (mark === '{' || mark === '[') {
      const top = stack.at(-1)!
      stack.push(frame(top.owner ?? (/^(?:data|stringData)$/.test(name) ? top : undefined)))
      name = ''
    } else if (mark !== '\n' && stack.length > 1) close(stack, found)
  }
  if (opened !== undefined) string(opened, text.length, false)
  while (stack.length > 0) close(stack, found)
  return found
}

function frame(owner: Frame | undefined): Frame {
  return { kind: '', values: [], others: [], owner }
}

/** The items of a list of Secrets from the API itself do not say their kind: the list says it for them. */
function close(stack: Frame[], found: Found[]): void {
  const { kind, values, others } = stack.pop()!
  if (kind === 'Secret' || kind === 'SecretList') found.push(...values)
  if (kind === 'SecretList') found.push(...others)
  else if (kind !== 'Secret') stack.at(-1)?.others.push(...values, ...others)
}

/** Whether a quote begins or ends a text, in JSON with so many backslashes before each quote. */
function isQuote(backslashes: number, escape: number): boolean {
  return backslashes >= escape && (backslashes - escape) % (2 * (escape + 1)) === 0
}
