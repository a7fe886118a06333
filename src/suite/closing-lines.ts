import { passesOf, type Pass } from '../evidence/index.ts'

/** What became of the runbooks of a test run. */
export interface Ran {
  passed: readonly string[]
  failed: readonly string[]
  notRun: readonly string[]
}

/**
 * The sentence that a test run closes with: how many runbooks were run, and when the others passed last.
 * @param passes of runs of the whole suite
 */
export function closingSentence({ passed, failed, notRun }: Ran, passes: readonly Pass[]): string {
  const ran = passed.length + failed.length
  const all = `${ran} of ${ran + notRun.length} runbooks run`
  const result =
    ran === 0 ? '' : failed.length === 0 ? ', all passed' : `, ${failed.length} failed: ${failed.join(', ')}`
  if (notRun.length === 0) return `${all}${result}`
  const { first, last, never } = passesOf(passes, notRun)
  const told = never.length < notRun.length ? `, last passed between ${day(first)} and ${day(last)}` : ''
  const rest = never.length === 0 ? '' : `, ${never.length} of them without a pass: ${never.join(', ')}`
  return `${all}${result}; ${notRun.length} not run now${told}${rest}`
}

/** The first three of some reasons, and how many there are more: "added A; added B; added C; and 2 more". */
export function firstFew(reasons: readonly string[]): string {
  const shown = reasons.slice(0, 3)
  return [...shown, ...(reasons.length > shown.length ? [`and ${reasons.length - shown.length} more`] : [])].join('; ')
}

/** "2026-11-26 09:30 UTC". */
function day(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`
}
