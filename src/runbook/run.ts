import { randomBytes } from 'node:crypto'
import type { StepRecord, TrafficRecord, Evidence } from '../evidence/index.ts'
import { Cluster, Connection, diagnose } from '../kubernetes/index.ts'
import { exportBlock } from '../page/index.ts'
import { commandEnvironment, makeDirectories, removeDirectories } from './environment.ts'
import { leftovers, settledSnapshot } from './leftovers.ts'
import type { PairedStep } from './pair.ts'
import { startSteps, type Plan } from './plan.ts'
import type { Reporter } from './reporter.ts'
import { runStep, type StepEnvironment } from './run-step.ts'
import { Shell } from './shell.ts'
import { stepsToUndo } from './undo.ts'
import type { Fault } from './verdict.ts'
import { TrafficWatch } from './watch-traffic.ts'

/** The cluster a run works on. */
export interface Target {
  kubeconfig: string
  /** Directory of the pinned tools. */
  tools: string
  versions: Evidence['versions']
  /** True for a cluster that stays: then a failed run is undone step by step. */
  stays: boolean
}

/** Which steps to run, and what to ask before each. */
export interface Selection {
  /** The first step to run; the start state is then taken as it is. */
  from?: string | undefined
  /** The only step to run; the start state is then taken as it is. */
  only?: string | undefined
  /** Asked before each step in an interactive run. */
  ask?: ((step: PairedStep) => Promise<'run' | 'skip' | 'quit'>) | undefined
}

/** Why a run failed, with all that its report needs. */
export interface Failure {
  fault: string
  /** The step, when it was one. */
  at: PairedStep | undefined
  record: StepRecord | undefined
  /** Pods that are not ready and the newest warnings. */
  diagnosis: string[]
}

/** What came of a run. */
export interface RunResult {
  startedAt: Date
  /** Milliseconds, from the runbook's first step to the end of its clean-up. */
  durationMs: number
  steps: StepRecord[]
  traffic: TrafficRecord[]
  leftovers: Evidence['leftovers']
  failure: Failure | undefined
  /** Steps that the user skipped: then nothing is proven. */
  skipped: string[]
}

/** Runs a plan on a cluster: start state, snapshot, each step with its checks, clean-up, comparison. */
export async function run(
  plan: Plan,
  target: Target,
  selection: Selection,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<RunResult> {
  const directories = await makeDirectories()
  const connection = new Connection(target.kubeconfig)
  const shell = await Shell.start(
    randomBytes(8).toString('hex'),
    directories.steps,
    directories.work,
    commandEnvironment(directories, target.tools, target.kubeconfig),
  )
  const places = new Map([
    [directories.top, '<run>'],
    [target.kubeconfig, '<kubeconfig>'],
    [target.tools, '<tools>'],
  ])
  const cluster = new Cluster(connection)
  const environment: StepEnvironment = {
    shell,
    cluster,
    vars: plan.values,
    versions: target.versions,
    memory: new Map(),
    places,
    reporter,
    signal,
  }
  const runner = new Run(plan, selection, environment, connection)
  try {
    await runner.go()
  } catch (error) {
    runner.fail(
      signal.aborted
        ? 'the run was interrupted'
        : `the run broke off: ${error instanceof Error ? error.message : String(error)}`,
    )
  } finally {
    await runner.traffic.abandon()
    if (runner.result.failure && !signal.aborted) {
      runner.result.failure.diagnosis = await diagnose(connection).catch((error: Error) => [
        `no diagnosis: ${error.message}`,
      ])
    }
    if (runner.result.failure && target.stays && !signal.aborted)
      await runner.undo().catch((e: Error) => reporter.line(`undo: ${e.message}`))
    reporter.end()
    await shell.close()
    connection.close()
    await removeDirectories(directories)
  }
  return runner.result
}

/** One run in progress. */
class Run {
  readonly result: RunResult = {
    startedAt: new Date(),
    durationMs: 0,
    steps: [],
    traffic: [],
    leftovers: { compared: 0, differences: [], exceptions: [] },
    failure: undefined,
    skipped: [],
  }
  readonly traffic: TrafficWatch
  readonly #plan: Plan
  readonly #selection: Selection
  readonly #environment: StepEnvironment
  readonly #connection: Connection
  readonly #ran: PairedStep[] = []

  constructor(plan: Plan, selection: Selection, environment: StepEnvironment, connection: Connection) {
    this.#plan = plan
    this.#selection = selection
    this.#environment = environment
    this.#connection = connection
    this.traffic = new TrafficWatch(plan.target.script.traffic, environment.cluster, environment.reporter)
    this.result.traffic = this.traffic.records
  }

  async go(): Promise<void> {
    const { chain, target } = this.#plan
    const { reporter, signal } = this.#environment
    const partial = this.#selection.from !== undefined || this.#selection.only !== undefined
    for (const part of partial ? [] : chain) {
      reporter.part(`Start state: ${part.page.id}`)
      if (!(await this.#export(part.page)) || !(await this.#steps(startSteps(part), false))) return
    }
    const before = await settledSnapshot(this.#connection, signal)
    reporter.part(`Runbook: ${target.page.id}`)
    if (!(await this.#export(target.page))) return
    this.result.startedAt = new Date()
    const began = performance.now()
    const passed = await this.#steps(this.#selected(), true)
    this.result.durationMs = Math.round(performance.now() - began)
    if (!passed || partial || this.result.skipped.length > 0) return
    reporter.part('Left behind')
    this.result.leftovers = await leftovers(this.#connection, before, target.script.remains, signal)
    const { differences, compared } = this.result.leftovers
    reporter.line(differences.length === 0 ? `nothing: ${compared} objects as before` : differences.join('\n'))
    if (differences.length > 0) this.fail(`the cluster is not as it was before: ${differences.slice(0, 10).join(', ')}`)
  }

  /** Notes the first failure; later ones are its consequences. */
  fail(fault: string, at?: PairedStep, record?: StepRecord): void {
    this.result.failure ??= { fault, at, record, diagnosis: [] }
  }

  /** Takes back what ran, newest first; each undo step runs whether or not the one before it passed. */
  async undo(): Promise<void> {
    const { target } = this.#plan
    const steps = stepsToUndo(target.steps, this.#ran)
    if (steps.length === 0) return
    this.#environment.reporter.part('Undoing what ran')
    for (const paired of steps) await runStep(paired, this.#environment)
  }

  #selected(): PairedStep[] {
    const { steps } = this.#plan.target
    const { from, only } = this.#selection
    if (only !== undefined) return steps.filter(({ step }) => step.id === only)
    return from === undefined ? steps : steps.slice(steps.findIndex(({ step }) => step.id === from))
  }

  async #steps(steps: readonly PairedStep[], own: boolean): Promise<boolean> {
    for (const paired of steps) {
      const answer = (await this.#selection.ask?.(paired)) ?? 'run'
      if (answer === 'quit') this.fail('you ended the run', paired)
      if (answer === 'quit') return false
      if (answer === 'skip') this.result.skipped.push(paired.step.id)
      else if (!(await this.#step(paired, own))) return false
    }
    return true
  }

  async #step(paired: PairedStep, own: boolean): Promise<boolean> {
    this.#environment.signal.throwIfAborted()
    if (own) await this.traffic.before(paired.step.id)
    if (own) this.#ran.push(paired)
    const { record, fault } = await runStep(paired, this.#environment)
    if (own) this.result.steps.push(record)
    const lost: Fault[] = own && !fault ? await this.traffic.after(paired.step.id) : []
    const first = fault ?? lost[0]
    if (first !== undefined) this.fail(first, paired, record)
    return first === undefined
  }

  /** Sources the page's export block, as a reader would paste it first. */
  async #export({
    variables,
    file,
  }: {
    variables: Plan['target']['page']['variables']
    file: string
  }): Promise<boolean> {
    const block = exportBlock(variables, this.#plan.values)
    if (block === '') return true
    const { shell, signal } = this.#environment
    const { exit } = await shell.run(block, { deadlineMs: 10_000, signal, onText: () => undefined })
    if (exit !== 0) this.fail(`${file}: bash refused the export block of the variables`)
    return exit === 0
  }
}
