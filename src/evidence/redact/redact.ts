import { merged, type Finder } from './found.ts'
import { privateKeys } from './keys.ts'
import { jsonSecrets } from './objects-json.ts'
import { yamlSecrets } from './objects-yaml.ts'
import { secretsAskedFor } from './asked-for.ts'
import { tokens } from './tokens.ts'
import { secretValues } from './values.ts'

const FINDERS: readonly Finder[] = [privateKeys, jsonSecrets, yamlSecrets, secretValues, tokens]

/** A text without its secrets. */
export interface Redacted {
  text: string
  /** How many secrets stood in it. */
  count: number
}

/**
 * Takes keys, tokens, passwords and the data of Secrets out of text, and what belongs to this machine alone. Rather one
 * word too many than one secret; what is neither named nor formed like a secret is not known for one.
 * @param placeholders texts such as the run's directory, each with the name that stands for it
 */
export function redact(text: string, placeholders: ReadonlyMap<string, string> = new Map()): string {
  return redacted(text, placeholders).text
}

/**
 * As `redact`, and says how many there were.
 * @param command that printed the text: of one that asks for the data of a Secret, all that it printed is secret
 */
export function redacted(text: string, placeholders: ReadonlyMap<string, string>, command = ''): Redacted {
  const moved = [...placeholders].reduce((all, [place, name]) => all.replaceAll(place, name), text)
  const found = merged([...FINDERS.flatMap((find) => find(moved)), ...secretsAskedFor(moved, command)]).filter(
    ({ start, end }) => !/^\[redacted: [^\]]*\]$/.test(moved.slice(start, end)),
  )
  let at = 0
  const pieces = found.map(({ start, end, what }) => {
    const before = moved.slice(at, start)
    at = end
    return `${before}[redacted: ${what}]`
  })
  return { text: [...pieces, moved.slice(at)].join(''), count: found.length }
}
