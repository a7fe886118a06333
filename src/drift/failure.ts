import { sentenceOf } from '../checks/index.ts'
import { redact, visible, type Evidence, type StepRecord } from '../evidence/index.ts'
import type { DriftFailure, DriftResult, Versions } from './schema.ts'

/** How much of what was seen is kept, in characters: the end of it, where a program says why it gave up. */
const KEPT = 4000

/** A run of a runbook that has ended. */
export interface EndedRun {
  id: string
  /** The variables that had another value than on the page. */
  set: Readonly<Record<string, string>>
  /** The exit code of `npm run runbook`; null: a signal ended it. */
  code: number | null
  /** What the run wrote down; undefined: it did not come that far. */
  evidence: Evidence | undefined
  /** What it printed. */
  text: string
}

/**
 * What came of a runbook on newer versions, with the step, the command, what was expected and what was seen.
 * @param wanted the versions that it was to run on: a pass on others says nothing of these
 */
export function resultOf(run: EndedRun, wanted: Versions): DriftResult {
  const { id, code, evidence } = run
  if (code === 0 && evidence?.passed === true) {
    const failure = wrongVersions(run, evidence, wanted)
    return failure === undefined ? { id, outcome: 'passed' } : { id, outcome: 'could not run', failure }
  }
  const failure = (evidence && failureIn(run, evidence)) ?? outside(run)
  return { id, outcome: code === 1 ? 'failed' : 'could not run', failure }
}

function wrongVersions(run: EndedRun, { versions }: Evidence, wanted: Versions): DriftFailure | undefined {
  const words = ({ istio, kubernetes, kind }: Pick<Versions, 'istio' | 'kubernetes' | 'kind'>, toolchain: string) =>
    `Istio ${istio}, Kubernetes ${kubernetes}, kind ${kind}, ${toolchain}`
  const [expected, seen] = [words(wanted, 'published'), words(versions, versions.toolchain)]
  if (seen === expected) return undefined
  return { step: 'outside of the steps', command: runCommand(run), expected: [expected], seen: kept(seen) }
}

function failureIn(run: EndedRun, { steps, leftovers }: Evidence): DriftFailure | undefined {
  const step = steps.find(({ passed }) => !passed)
  if (step !== undefined) return stepFailure(step)
  if (leftovers.differences.length === 0) return undefined
  return {
    step: 'after the last step',
    command: runCommand(run),
    expected: ['the cluster is what it was before the first step'],
    seen: kept(leftovers.differences.join('\n')),
  }
}

function stepFailure({ id, command, checks, exitCode, output }: StepRecord): DriftFailure {
  const failed = checks.filter(({ passed }) => !passed)
  const ended = `exit code ${exitCode}\n${output.text}`
  return {
    step: id,
    command: kept(command),
    // Where the command itself failed, no check was asked.
    expected:
      failed.length > 0 ? failed.map((check) => kept(sentenceOf(check))) : ['the command ends as the page says'],
    seen: kept(failed.length > 0 ? failed.map(({ observed }) => observed).join('\n') : ended),
  }
}

/** A fault before the first step or beside the steps: all that is known is what the run printed. */
function outside(run: EndedRun): DriftFailure {
  return {
    step: 'outside of the steps',
    command: runCommand(run),
    expected: ['the runbook runs to its end'],
    seen: kept(redact(run.text)) || '(it printed nothing)',
  }
}

function runCommand({ id, set }: EndedRun): string {
  // In quotes: bash would take the `~` of a chart's version for a home directory.
  const setting = Object.entries(set).map(([name, value]) => ` --set '${name}=${value}'`)
  return `npm run runbook ${id} -- --toolchain published${setting.join('')}`
}

/** Without what a terminal would act on, and not longer than a reader reads. */
function kept(text: string): string {
  const shown = visible(text.trim())
  return shown.length <= KEPT ? shown : `… ${shown.slice(-KEPT)}`
}
