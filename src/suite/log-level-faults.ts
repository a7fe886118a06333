import type { LogLevels } from '../istio/log-levels.ts'

/** Processes whose log levels differ from those of the start state, as sentences. New processes are found by comparing objects. */
export function logLevelFaults(before: readonly LogLevels[], after: readonly LogLevels[]): string[] {
  const was = new Map(before.map(({ of, levels }) => [of, levels]))
  const changed = after.filter(({ of, levels }) => was.has(of) && was.get(of) !== levels)
  return [...new Set(changed.map(({ of, levels }) => `log levels of ${of} changed${differing(was.get(of)!, levels)}`))]
}

/** The first lines that only the second text has. */
function differing(before: string, after: string): string {
  const known = new Set(lines(before))
  const other = lines(after).filter((line) => !known.has(line))
  const more = other.length > 3 ? ` and ${other.length - 3} more` : ''
  return other.length === 0 ? '' : ` (${other.slice(0, 3).join(', ')}${more})`
}

/** Envoy prints a line for each logger, istiod a list in JSON on one line. */
function lines(text: string): string[] {
  return text
    .split(/\n|(?<=\}),(?=\{)/)
    .map((line) => line.trim())
    .filter(Boolean)
}
