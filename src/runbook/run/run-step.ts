import {
  outputRecord,
  printable,
  redact,
  sha256,
  type CheckRecord,
  type Evidence,
  type StepRecord,
} from '../../evidence/index.ts'
import type { Argument } from '../../checks/index.ts'
import type { ChangeWatch, Cluster } from '../../kubernetes/index.ts'
import { AfterBench, CheckFailed, type After } from '../checks/post-checks.ts'
import { BeforeBench, type Before } from '../checks/pre-checks.ts'
import { Output } from '../checks/output.ts'
import { FileSubject } from '../checks/file.ts'
import { inputHint } from './input-hint.ts'
import type { PairedStep } from '../plan/plan.ts'
import type { Reporter } from '../report/reporter.ts'
import type { CommandResult, Shell } from '../shell/shell.ts'
import { runFunction } from '../checks/check.ts'
import { checksFault, commandFault, handFault, type Fault } from './verdict.ts'

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
  places: ReadonlyMap<string, string>
  reporter: Reporter
  signal: AbortSignal
  /** The step whose command is not run. */
  leaveOut: string | undefined
  /** Sees what changes while a step runs; only for the runbook's own steps. */
  changes?: ChangeWatch
}

/** A step that ran: its record, and why it did not pass, if so. */
export interface StepOutcome {
  record: StepRecord
  fault: Fault
}

/** Milliseconds a step may take when its script says nothing. */
const DEFAULT_TIMEOUT = 120_000

/** Milliseconds in which the checks of a command that was left out have to stay false. */
const MUTANT_TIMEOUT = 20_000

/** Tries the step's checks, runs its command, waits for the checks, judges. */
export async function runStep(paired: PairedStep, environment: StepEnvironment): Promise<StepOutcome> {
  const { step, proof } = paired
  const { shell, reporter, signal, places } = environment
  reporter.stepStarts(paired)
  const leftOut = environment.leaveOut === step.id
  const command = leftOut ? `(exit ${step.expectedFailure?.exitCode ?? 0})` : step.command
  const deadlineMs = leftOut ? MUTANT_TIMEOUT : milliseconds(proof.options.timeout)
  const before = await tryBefore(paired, environment, deadlineMs)
  environment.changes?.take()
  const deadline = performance.now() + deadlineMs
  const result = await shell.run(command, { deadlineMs, signal, onText: (text) => reporter.output(text) })
  const { text, hostile } = printable(result.output)
  let fault = commandFault(step, result, text, hostile) ?? pipelineFault(result)
  let checks: After[] = []
  if (!fault) {
    const bench = new AfterBench(before, environment.baselines, deadline, signal)
    const output = new Output(text, printable(result.stdout).text)
    const thrown = await runBody(paired, environment, bench, output, deadline)
    checks = bench.results
    bench.close()
    fault = signal.aborted ? 'the run was interrupted' : (thrown ?? checksFault(step, checks, bench.pending))
  }
  // A command that was ended has been told so already.
  const hint = fault !== undefined && result.ended === undefined && !signal.aborted && inputHint(command, text)
  if (hint) fault = `${fault}; ${hint}`
  const record: StepRecord = {
    id: step.id,
    command: step.command,
    sha256: sha256(step.command),
    exitCode: result.exit,
    pipeStatus: result.pipe,
    durationMs: result.durationMs,
    output: outputRecord(result.output, result.bytes, places, step.command),
    checks: checks.map((check) => checkRecord(check, places)),
    changes: environment.changes?.take() ?? [],
    passed: fault === undefined,
  }
  reporter.stepEnds(paired, record, fault)
  return { record, fault }
}

/** Milliseconds in which the checks of a task come true once it is done: pods may still be starting. */
const HAND_TIMEOUT = 15_000

/** Checks a task of an exercise as it stands, without running its solution. */
export async function checkByHand(paired: PairedStep, environment: StepEnvironment): Promise<After[] | Fault> {
  const { baselines, signal } = environment
  const deadline = performance.now() + HAND_TIMEOUT
  const bench = new AfterBench([], baselines, deadline, signal)
  const thrown = await runBody(paired, environment, bench, new Output('', ''), deadline)
  bench.close()
  return thrown ?? handFault(bench.results, bench.pending) ?? bench.results
}

async function tryBefore({ proof }: PairedStep, environment: StepEnvironment, patience: number): Promise<Before[]> {
  const { cluster, vars, versions, baselines, signal } = environment
  const file = fileIn(environment)
  const bench = new BeforeBench(baselines, signal)
  const body = () => proof.body({ cluster, vars, versions, file, output: new Output('', '') })
  // A function that reads the output may well throw while there is none, or wait for what only the command makes; its
  // later checks then stay "not tried".
  await runFunction(bench, body, patience, signal).catch(() => undefined)
  bench.close()
  return bench.seen
}

/** Milliseconds after the deadline in which a function must end: the last look at a check has a second of its own. */
const LAST_LOOK = 2000

/** Runs the step's function after the command; what it throws, other than a failed check, is a fault of the script. */
async function runBody(
  paired: PairedStep,
  environment: StepEnvironment,
  bench: AfterBench,
  output: Output,
  deadline: number,
): Promise<Fault> {
  const { cluster, vars, versions, signal } = environment
  const file = fileIn(environment)
  const where = `runbooks/${paired.page.id}.ts, step ${paired.step.id}`
  const began = performance.now()
  try {
    const body = () => paired.proof.body({ cluster, vars, versions, file, output })
    const patience = Math.max(0, deadline - began) + LAST_LOOK
    if ((await runFunction(bench, body, patience, signal)) !== 'late') return undefined
    const seconds = Math.round((performance.now() - began) / 1000)
    return `${where}: its function was still running ${seconds} s after the command: what it waits for never comes, or it needs a longer timeout`
  } catch (error) {
    if (error instanceof CheckFailed) return undefined
    return `${where} threw: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
  }
}

/** A pipeline whose parts nobody knows the statuses of may have failed in any of them. */
function pipelineFault({ ended, pipe }: CommandResult): Fault {
  if (ended !== undefined || pipe.length > 0) return undefined
  return 'the command took away the trap on RETURN, by which the parts of its pipeline are judged: leave that trap as it is'
}

function fileIn({ work }: StepEnvironment) {
  return (name: string) => new FileSubject(work, name)
}

/** What a script or a variable's value gave may be a secret. */
function redactedArgument(value: Argument, places: ReadonlyMap<string, string>): Argument {
  return typeof value === 'string' ? redact(value, places) : value
}

function checkRecord(
  { assertion, before, outcome, waitedMs }: After,
  places: ReadonlyMap<string, string>,
): CheckRecord {
  const { subject, matcher, args, sentence } = assertion
  return {
    subject,
    matcher,
    args: args.map((value) => redactedArgument(value, places)),
    ...(sentence === undefined ? {} : { sentence: redact(sentence, places) }),
    before: before === 'not tried' ? before : before.is,
    observedBefore: before === 'not tried' ? '' : redact(before.observed, places),
    observed: redact(outcome?.observed ?? 'not looked at', places),
    passed: outcome?.is === 'true',
    waitedMs,
  }
}

function milliseconds(timeout: string | undefined): number {
  const [, amount, unit] = /^(\d+)([sm])$/.exec(timeout ?? '') ?? []
  return amount === undefined ? DEFAULT_TIMEOUT : Number(amount) * (unit === 'm' ? 60_000 : 1000)
}
