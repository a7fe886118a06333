import { failuresOf, resultWords, versionWords, type Failed } from './report.ts'
import type { Drift } from './schema.ts'

/** The first line of the issue's text, by which the next drift run finds it. */
export const MARKER = '<!-- proving-ground: drift -->'

/** The most characters of an issue's text; GitHub refuses one of more than 65,536. */
const LIMIT = 60_000

/** The title of the issue: which runs have a failure. */
export function issueTitle(drift: Drift): string {
  const names = drift.runs.filter((run) => failuresOf({ ...drift, runs: [run] }).length > 0 || run.results.length === 0)
  return `Runbooks fail on newer versions (${names.map(({ name }) => name).join(', ')})`
}

/** The text of the issue, as Markdown: for each failure the step, the command, what was expected and what was seen. */
export function issueBody(drift: Drift): string {
  const { at, address, runs } = drift
  const where = address === undefined ? '' : ` ([the run](${address}))`
  const head = [
    MARKER,
    `On ${at.slice(0, 10)}, the runbooks were run on versions that are newer than those of \`toolchain.yaml\`${where}.`,
    runs.map((run) => `- \`${run.name}\`: ${versionWords(run)}: ${resultWords(run)}`).join('\n'),
  ]
  const failures = failuresOf(drift)
  const told: string[] = []
  for (const failure of failures) {
    const section = sectionOf(failure)
    if (length([...head, ...told, section]) > LIMIT) break
    told.push(section)
  }
  const rest = failures.slice(told.length).map(({ run, result }) => `\`${result.id}\` (${run.name})`)
  const more = rest.length === 0 ? [] : [`${rest.length} more did not pass: ${rest.join(', ')}`.slice(0, 4000)]
  return `${[...head, ...told, ...more].join('\n\n')}\n`
}

function length(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + part.length + 2, 0)
}

function sectionOf({ run, result: { id, outcome, failure } }: Failed): string {
  const title = `### ${id}, ${run.name}: ${outcome}`
  if (failure === undefined) return title
  const { step, command, expected, seen } = failure
  return [
    title,
    ...part('Step', step),
    ...part('Command', command),
    ...part('Expected', expected.join('\n')),
    ...part('Seen', seen),
  ].join('\n\n')
}

/** In a fence that nothing in the text ends: what a command printed is never markup, and mentions nobody. */
function part(name: string, text: string): string[] {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(Math.max(3, longest + 1))
  return [`${name}:`, `${fence}text\n${text}\n${fence}`]
}
