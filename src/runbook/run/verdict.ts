import type { ExpectedFailure, Step } from '../../page/index.ts'
import { sentenceOf, type Outcome } from '../../checks/index.ts'
import type { PostCheck } from '../checks/post-checks.ts'
import type { CommandResult } from '../shell/shell.ts'

/** Why a step did not pass, as a sentence for the person at the terminal; undefined: it passed. */
export type FailureReason = string | undefined

/** Judges how the command ended, against what the page says of it. */
export function commandFailure(
  step: Step,
  result: CommandResult,
  text: string,
  unsafe: string | undefined,
): FailureReason {
  if (result.ended) return endedFailure(result)
  if (result.orphans.length > 0) {
    const list = result.orphans.map((s) => `${s.pid} ${s.command}`).join(', ')
    return `the command left running: ${list}. A step ends whatever it starts`
  }
  if (unsafe) return `the output has ${unsafe}, which no page can show as it is`
  if (step.expectedFailure) return expectedFailureMissed(step.expectedFailure, result, text)
  // A reader that stops early (head) ends its writer with SIGPIPE: that is how pipes work, not a failure.
  const part = result.pipe.findIndex((status) => status !== 0 && status !== 141)
  if (result.exit !== 0) return `the command exited with ${result.exit} (${meaningOf(result.exit)})`
  if (part >= 0)
    return `part ${part + 1} of the pipeline exited with ${result.pipe[part]} (${meaningOf(result.pipe[part]!)})`
  return undefined
}

function endedFailure({ ended, durationMs, bytes }: CommandResult): string {
  switch (ended) {
    case 'deadline':
      return `the command was still running after ${Math.round(durationMs / 1000)} s: it hangs or waits for input (there is none), or its step needs a longer timeout`
    case 'too much output':
      return `the command printed more than ${Math.floor(bytes / 1e6)} MB, more than any page can show: narrow it`
    case 'interrupted':
      return 'the run was interrupted'
    default:
      return 'the command ended the shell (exit, exec or set -e): later steps have nowhere to run'
  }
}

function expectedFailureMissed(wanted: ExpectedFailure, result: CommandResult, text: string): FailureReason {
  if (result.exit !== wanted.exitCode) {
    return `the page says that this fails with exit ${wanted.exitCode}, but it exited with ${result.exit} (${meaningOf(result.exit)})`
  }
  if (!text.includes(wanted.outputContains))
    return `it failed as expected, but without saying ${JSON.stringify(wanted.outputContains)}`
  return undefined
}

/** Judges the checks of a step as a whole: enough of them, none forgotten, and able to show the change. */
export function checksFailure(step: Step, checks: readonly PostCheck[], pending: readonly PostCheck[]): FailureReason {
  const failed = checks.find((c) => c.outcome && c.outcome.is !== 'true')
  if (failed) return failedCheck('check timed out', failed)
  if (pending.length > 0) return `a check was not awaited: ${sentenceOf(pending[0]!.assertion)}. Write await check(…)`
  if (checks.length === 0 && !step.expectedFailure) return 'the step has no check, so it proves nothing'
  if (step.expectedFailure) return undefined
  if (step.readOnly) {
    const named = checks.some((c) => c.assertion.subject.type === 'output' && c.assertion.identifiesSubject)
    return named
      ? undefined
      : 'a read-only step needs a check of its output that names its subject (contains, equals, hasRow or hasRows)'
  }
  return noProofOfChange(checks)
}

/** Why no check shows that the command did anything; undefined: one was false before it, by a definite answer. */
function noProofOfChange(checks: readonly PostCheck[]): FailureReason {
  const tried = checks.filter((c) => c.before !== 'not tried')
  const was = (is: Outcome['is']) => tried.find((c) => (c.before as Outcome).is === is)
  if (was('false')) return undefined
  const unknown = was('unknown')
  if (unknown)
    return `no check is known to have been false before the command, so none shows that it did anything: ${sentenceOf(unknown.assertion)}; before: ${(unknown.before as Outcome).observed}`
  const known = was('true')
  if (known)
    return `every check was already true before the command ran, so none shows that it did anything: ${sentenceOf(known.assertion)}`
  const untried = checks.find((c) => c.assertion.subject.type !== 'output')
  if (untried)
    return `no check was tried before the command, so none shows that it did anything: the step's function threw, or took another way, before it came to: ${sentenceOf(untried.assertion)}`
  return 'the step has only checks of its output, which show nothing that it changed: add one of the cluster or of a file, false before the command'
}

/** Judges the checks of a task that was done by hand: the state before it does not matter. */
export function taskFailure(checks: readonly PostCheck[], pending: readonly PostCheck[]): FailureReason {
  const output = checks.find((c) => c.assertion.subject.type === 'output')
  if (output) return `a task cannot be judged by the output of its solution: ${sentenceOf(output.assertion)}`
  const failed = [...checks.filter((c) => c.outcome && c.outcome.is !== 'true'), ...pending][0]
  return failed && failedCheck('not done yet', failed)
}

/** A check that did not come true, or one that was not answered, of which it is not known whether it is false. */
function failedCheck(beginning: string, { assertion, outcome }: PostCheck): string {
  if (outcome?.is === 'unknown')
    return `could not be checked: ${sentenceOf(assertion)}; last attempt: ${outcome.observed}`
  return `${beginning}: expected ${sentenceOf(assertion)}; observed ${outcome?.observed ?? 'nothing'}`
}

/** What an exit status usually means. */
export function meaningOf(exit: number): string {
  const meanings: Record<number, string> = {
    0: 'success',
    1: 'general failure',
    2: 'wrong usage',
    124: 'timed out',
    126: 'not executable',
    127: 'command not found',
    130: 'interrupted',
    137: 'killed, often for lack of memory',
    141: 'broken pipe',
    143: 'terminated',
  }
  return meanings[exit] ?? (exit > 128 ? `ended by signal ${exit - 128}` : 'as the command defines it')
}
