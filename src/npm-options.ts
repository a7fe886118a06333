/**
 * Options that npm took for itself because `--` was missing: `npm run runbook x --keep` reaches the script as
 * `npm_config_keep=true`, and the run would start without it.
 * @param known the long names of the script's options, without dashes
 * @returns those that npm swallowed, as they were meant: `--keep`, `--set REVISION=blue`
 */
export function swallowedOptions(known: readonly string[], environment: NodeJS.ProcessEnv = process.env): string[] {
  return known.flatMap((name) => {
    const value = environment[`npm_config_${name.replaceAll('-', '_')}`]
    if (value === undefined || value === '') return []
    return [value === 'true' ? `--${name}` : `--${name} ${value}`]
  })
}
