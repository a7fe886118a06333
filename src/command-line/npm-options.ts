import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { shellWord as shown } from '../shared/shell-word.ts'

/** An option of a script. */
export interface ScriptOption {
  /** Its long name, without dashes and without `no-`. */
  name: string
  /** Whether a value follows it. */
  valued: boolean
}

/** A call as it was meant: the options that npm consumed, and the words of the command line that passes them on. */
export interface MeantCall {
  swallowed: string[]
  words: string[]
}

/**
 * Finds options that npm consumed because `--` was missing, in what was typed.
 * @param script the name of the npm script
 * @param typed what npm was called with, from `run` on
 * @param passed the arguments that reached the script
 * @returns undefined when there are none
 */
export function meantCall(
  script: string,
  options: readonly ScriptOption[],
  typed: readonly string[],
  passed: readonly string[],
): MeantCall | undefined {
  const end = typed.indexOf('--')
  const before = end < 0 ? typed : typed.slice(0, end)
  const after = end < 0 ? [] : typed.slice(end + 1)
  const swallowed: string[] = []
  const positional: string[] = []
  const rest = [...before]
  let inScript = false
  while (rest.length > 0) {
    const word = rest.shift()!
    const option = optionOf(word, options)
    if (option) {
      const value = option.valued && !word.includes('=') && !rest[0]?.startsWith('-') ? rest.shift() : undefined
      swallowed.push(value === undefined ? word : `${word} ${shown(value)}`)
    } else if (!inScript) inScript = word === script
    // Options that npm consumed, and their values, did not reach the script.
    else if (passed.includes(word)) positional.push(shown(word))
  }
  if (swallowed.length === 0) return undefined
  return { swallowed, words: [...positional, '--', ...swallowed, ...after.map(shown)] }
}

function optionOf(word: string, options: readonly ScriptOption[]): ScriptOption | undefined {
  const [, negated, name] = /^--(no-)?([\w-]+)(?:=|$)/.exec(word) ?? []
  return options.find((option) => option.name === name && !(negated && option.valued))
}

/**
 * The same from the environment, where it is not known what was typed: `npm run runbook x --keep` reaches the script as
 * `npm_config_keep=true`. Of values it is a guess which option each belongs to.
 */
export function guessedCall(
  options: readonly ScriptOption[],
  passed: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): MeantCall | undefined {
  const names = options.map(({ name }) => name).filter((name) => !isConfigured(name, environment))
  const swallowed = swallowedOptions(names, environment)
  if (swallowed.length === 0) return undefined
  const valued = options.filter((option) => option.valued).map(({ name }) => name)
  const meant = meantArguments(swallowed, valued, passed)
  return { swallowed: meant.options, words: [...meant.rest.map(shown), '--', ...meant.options] }
}

/** Whether one of the user's npmrc files has this setting: then it was not typed. */
function isConfigured(name: string, environment: NodeJS.ProcessEnv): boolean {
  const files = [
    environment['npm_config_userconfig'],
    environment['npm_config_globalconfig'],
    join(environment['npm_config_local_prefix'] ?? '.', '.npmrc'),
  ]
  return files.some((file) => file !== undefined && new RegExp(`^\\s*${name}\\s*(=|\\[|$)`, 'm').test(textOf(file)))
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // As a rule there is none.
    return ''
  }
}

/**
 * Options that npm consumed and passed on in the environment.
 * @param known the long names of the script's options, without dashes and without `no-`
 * @returns those that npm swallowed, as they were meant: `--keep`, `--no-install`, `--set REVISION=blue`
 */
export function swallowedOptions(known: readonly string[], environment: NodeJS.ProcessEnv = process.env): string[] {
  return known.flatMap((name) => {
    const value = environment[`npm_config_${name.replaceAll('-', '_')}`]
    if (value === undefined) return []
    // npm writes `--no-install` as an empty `install`, and an option that is there twice as two paragraphs.
    if (value === '') return [`--no-${name}`]
    return value.split('\n\n').map((one) => (one === 'true' ? `--${name}` : `--${name} ${one}`))
  })
}

/**
 * The arguments that stay, and the options as they were meant. `--with helm,cni` without `--` leaves `helm,cni` among
 * the arguments, where npm found it: it goes back to its option.
 * @param valued those of the options that take a value
 */
function meantArguments(
  swallowed: readonly string[],
  valued: readonly string[],
  rest: readonly string[],
): { rest: string[]; options: string[] } {
  const left = [...rest]
  const options = [...swallowed].reverse().map((option) => {
    const value = valued.includes(option.slice(2)) ? left.pop() : undefined
    return value === undefined ? option : `${option} ${shown(value)}`
  })
  return { rest: left, options: options.reverse() }
}
