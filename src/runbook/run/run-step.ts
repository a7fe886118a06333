import {
  outputRecord,
  printable,
  redact,
  sha256,
  type CheckRecord,
  type Evidence,
  type StepRecord,
} from '../../evidence/index.ts'
import { sentenceOf, type Argument } from '../../checks/index.ts'
import type { ChangeWatch, Cluster } from '../../kubernetes/index.ts'
import { CheckFailed, PostCheckRunner, type PostCheck } from '../checks/post-checks.ts'
import { PreCheckRunner, type PreCheck } from '../checks/pre-checks.ts'
import { Output } from '../checks/output-matchers.ts'
import { FileSubject } from '../checks/file-matchers.ts'
import { inputHint } from './input-hint.ts'
import type { PairedStep } from '../plan/plan.ts'
import type { Reporter } from '../report/reporter.ts'
import type { CommandResult, Shell } from '../shell/shell.ts'
import { forVersions, runStepFunction } from '../checks/check.ts'
import { checksFailure, commandFailure, taskFailure, type FailureReason } from './verdict.ts'

/** What all steps of a run share. */
export interface StepEnvironment {
  shell: Shell
  /** The directory where the first step began. */
  work: string
  cluster: Cluster
  vars: Readonly<Record<string, string>>
  versions: Evidence['versions']
  /** What was first seen before a command, by key: see `Baselines`. */
  baselines: Map<string, string>
  /** Texts of this machine and the names that stand for them in evidence. */
  placeholders: ReadonlyMap<string, string>
  reporter: Reporter
  signal: AbortSignal
  /** The step whose command is not run. */
  leaveOut: string | undefined
  /** By step: why its exit code and checks are not looked at, on a cluster that is not the course's example. */
  example?: ReadonlyMap<string, string> | undefined
  /** Sees what changes while a step runs; only for the runbook's own steps. */
  changes?: ChangeWatch
}

/** A step that ran: its record, and why it did not pass, if so. */
export interface StepOutcome {
  record: StepRecord
  failure: FailureReason
}

/** Milliseconds that a step may take unless its script sets a timeout. */
const DEFAULT_TIMEOUT = 120_000

/** Milliseconds in which the checks of a command that was left out must stay false. */
const MUTANT_TIMEOUT = 20_000

/** Tries the step's checks, runs its command, waits for the checks, judges. */
export async function runStep(paired: PairedStep, environment: StepEnvironment): Promise<StepOutcome> {
  const { step, proof } = paired
  const { shell, reporter, signal, placeholders } = environment
  reporter.stepStarts(paired)
  const leftOut = environment.leaveOut === step.id
  const command = leftOut ? `(exit ${step.expectedFailure?.exitCode ?? 0})` : step.command
  const deadlineMs = leftOut ? MUTANT_TIMEOUT : milliseconds(proof.options.timeout)
  const notCompared = environment.example?.get(step.id)
  const before = notCompared === undefined ? await tryBefore(paired, environment, deadlineMs) : []
  environment.changes?.take()
  const deadline = performance.now() + deadlineMs
  const result = await shell.run(command, { deadlineMs, signal, onText: (text) => reporter.output(text) })
  const { text, unsafe } = printable(result.output)
  const judged = notCompared === undefined || result.ended !== undefined
  let failure: FailureReason = judged
    ? (commandFailure(step, result, text, unsafe) ?? pipelineFailure(result))
    : undefined
  let checks: PostCheck[] = []
  if (!failure && notCompared === undefined) {
    const runner = new PostCheckRunner(before, environment.baselines, deadline, signal)
    const output = new Output(text, printable(result.stdout).text)
    const thrown = await runBody(paired, environment, runner, output, deadline)
    checks = runner.results
    runner.close()
    failure = signal.aborted ? 'the run was interrupted' : (thrown ?? checksFailure(step, checks, runner.pending))
  }
  // For a command that was ended the reason says so already.
  const hint = failure !== undefined && result.ended === undefined && !signal.aborted && inputHint(command, text)
  if (hint) failure = `${failure}; ${hint}`
  const record: StepRecord = {
    id: step.id,
    command: step.command,
    sha256: sha256(step.command),
    exitCode: result.exit,
    pipeStatus: result.pipe,
    durationMs: result.durationMs,
    output: outputRecord(result.output, result.bytes, placeholders, step.command),
    checks: checks.map((check) => checkRecord(check, placeholders)),
    changes: environment.changes?.take() ?? [],
    ...(notCompared === undefined ? {} : { notCompared }),
    passed: failure === undefined,
  }
  reporter.stepEnds(paired, record, failure)
  return { record, failure }
}

/**
 * What of a step's checks does not hold as the cluster is, without its command being run; empty: all of it holds. Checks of the
 * command's output are left out.
 */
export async function whatIsUntrue(paired: PairedStep, environment: StepEnvironment): Promise<string[]> {
  const results = await tryBefore(paired, environment, milliseconds(paired.proof.options.timeout))
  const tried = results.filter(({ outcome }) => outcome !== 'not tried')
  if (tried.length === 0 && !paired.step.readOnly) return ['none of its checks could be tried']
  return tried.flatMap(({ check, outcome }) =>
    outcome === 'not tried' || outcome.is === 'true'
      ? []
      : [`expected ${sentenceOf(check)}; observed ${outcome.observed}`],
  )
}

/** Milliseconds in which the checks of a task must come true: pods may still be starting. */
const HAND_TIMEOUT = 15_000

/** Checks a task of an exercise as it stands, without running its solution. */
export async function checkByHand(
  paired: PairedStep,
  environment: StepEnvironment,
): Promise<PostCheck[] | FailureReason> {
  const { baselines, signal } = environment
  const deadline = performance.now() + HAND_TIMEOUT
  const runner = new PostCheckRunner([], baselines, deadline, signal)
  const thrown = await runBody(paired, environment, runner, new Output('', ''), deadline)
  runner.close()
  return thrown ?? taskFailure(runner.results, runner.pending) ?? runner.results
}

async function tryBefore({ proof }: PairedStep, environment: StepEnvironment, timeoutMs: number): Promise<PreCheck[]> {
  const { cluster, vars, versions, baselines, signal } = environment
  const file = fileIn(environment)
  const runner = new PreCheckRunner(baselines, signal)
  const body = () => proof.body({ cluster, vars, versions, file, output: new Output('', '') })
  // A function that reads the output may well throw while there is none, or wait for what only the command makes; its
  // later checks then stay "not tried".
  await runStepFunction(forVersions(versions, runner), body, timeoutMs, signal).catch(() => undefined)
  runner.close()
  return runner.results
}

/** Milliseconds after the deadline in which a function must end: the last look at a check has a second of its own. */
const LAST_LOOK = 2000

/** Runs the step's function after the command; what it throws, other than a failed check, is a failure of the script. */
async function runBody(
  paired: PairedStep,
  environment: StepEnvironment,
  runner: PostCheckRunner,
  output: Output,
  deadline: number,
): Promise<FailureReason> {
  const { cluster, vars, versions, signal } = environment
  const file = fileIn(environment)
  const where = `runbooks/${paired.page.id}.ts, step ${paired.step.id}`
  const began = performance.now()
  try {
    const body = () => paired.proof.body({ cluster, vars, versions, file, output })
    const timeoutMs = Math.max(0, deadline - began) + LAST_LOOK
    const settled = await runStepFunction(forVersions(versions, runner), body, timeoutMs, signal)
    if (settled !== 'late') return undefined
    const seconds = Math.round((performance.now() - began) / 1000)
    return `${where}: its function was still running ${seconds} s after the command: what it waits for never comes, or it needs a longer timeout`
  } catch (error) {
    if (error instanceof CheckFailed) return undefined
    return `${where} threw: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
  }
}

/** Without the statuses of its parts, a pipeline may have failed in any of them. */
function pipelineFailure({ ended, pipe }: CommandResult): FailureReason {
  if (ended !== undefined || pipe.length > 0) return undefined
  return 'the command took away the trap on RETURN, by which the parts of its pipeline are judged: leave that trap as it is'
}

function fileIn({ work }: StepEnvironment) {
  return (name: string) => new FileSubject(work, name)
}

/** An argument may come from a variable's value, which may be a secret. */
function redactedArgument(value: Argument, placeholders: ReadonlyMap<string, string>): Argument {
  return typeof value === 'string' ? redact(value, placeholders) : value
}

function checkRecord(
  { assertion, before, outcome, waitedMs }: PostCheck,
  placeholders: ReadonlyMap<string, string>,
): CheckRecord {
  const { subject, matcher, args, sentence, since } = assertion
  return {
    subject,
    matcher,
    args: args.map((value) => redactedArgument(value, placeholders)),
    ...(sentence === undefined ? {} : { sentence: redact(sentence, placeholders) }),
    ...(since === undefined ? {} : { since }),
    before: before === 'not tried' ? before : before.is,
    observedBefore: before === 'not tried' ? '' : redact(before.observed, placeholders),
    observed: redact(outcome?.observed ?? 'not looked at', placeholders),
    passed: outcome?.is === 'true',
    waitedMs,
  }
}

function milliseconds(timeout: string | undefined): number {
  const [, amount, unit] = /^(\d+)([sm])$/.exec(timeout ?? '') ?? []
  return amount === undefined ? DEFAULT_TIMEOUT : Number(amount) * (unit === 'm' ? 60_000 : 1000)
}
