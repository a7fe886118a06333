/**
 * Options that npm took for itself because `--` was missing: `npm run runbook x --keep` reaches the script as
 * `npm_config_keep=true`, and the run would start without it.
 * @param known the long names of the script's options, without dashes and without `no-`
 * @returns those that npm swallowed, as they were meant: `--keep`, `--no-install`, `--set REVISION=blue`
 */
export function swallowedOptions(known: readonly string[], environment: NodeJS.ProcessEnv = process.env): string[] {
  return known.flatMap((name) => {
    const value = environment[`npm_config_${name.replaceAll('-', '_')}`]
    if (value === undefined) return []
    // npm writes `--no-install` as an empty `install`.
    if (value === '') return [`--no-${name}`]
    return [value === 'true' ? `--${name}` : `--${name} ${value}`]
  })
}

/**
 * The arguments that stay, and the options as they were meant. `--with helm,cni` without `--` leaves `helm,cni` among
 * the arguments, where npm found it: it goes back to its option.
 * @param valued those of the options that take a value
 */
export function meantArguments(
  swallowed: readonly string[],
  valued: readonly string[],
  rest: readonly string[],
): { rest: string[]; options: string[] } {
  const left = [...rest]
  const options = [...swallowed].reverse().map((option) => {
    const value = valued.includes(option.slice(2)) ? left.pop() : undefined
    return value === undefined ? option : `${option} ${value}`
  })
  return { rest: left, options: options.reverse() }
}
