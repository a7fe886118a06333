import { PreconditionError } from '../shared/precondition-error.ts'
import type { Variable } from './types.ts'

/** Quotes a value for bash: single quotes, inside which nothing is special. */
function quote(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`
}

/**
 * The block of `export` lines that a reader pastes first and that the engine sources first.
 * Empty when the page has no variables.
 */
export function exportBlock(
  variables: readonly Pick<Variable, 'name' | 'default'>[],
  values: Readonly<Record<string, string>> = {},
): string {
  return variables.map((v) => `export ${v.name}=${quote(values[v.name] ?? v.default)}`).join('\n')
}

/** Thrown for a `--set` that names no variable of the page or gives a value that its pattern refuses. */
export class ValueError extends PreconditionError {
  override name = 'ValueError'
}

/**
 * The values for one run: the defaults, overridden by what the user set.
 * @throws ValueError that names the variable, the rule and what would do.
 */
export function resolveValues(
  variables: readonly Variable[],
  set: Readonly<Record<string, string>>,
): Record<string, string> {
  for (const name of Object.keys(set)) {
    if (!variables.some((v) => v.name === name)) {
      const known = variables.map((v) => v.name).join(', ')
      throw new ValueError(
        `--set ${name}: this runbook has no such variable; ${known ? `it has ${known}` : 'it has none'}`,
      )
    }
  }
  return Object.fromEntries(variables.map((v) => [v.name, accept(v, set[v.name] ?? v.default)]))
}

/** Whether a variable may have that value. */
export function accepts({ pattern }: Pick<Variable, 'pattern'>, value: string): boolean {
  // `$` alone would let a trailing newline through in other engines; spell out both ends.
  return new RegExp(`^(?:${pattern})$`).test(value) && !/[\n\r\0]/.test(value)
}

function accept(variable: Variable, value: string): string {
  if (accepts(variable, value)) return value
  throw new ValueError(
    `--set ${variable.name}: ${JSON.stringify(value)} does not match ${variable.pattern} (${variable.description} For example ${variable.default})`,
  )
}
