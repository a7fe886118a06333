import { sentenceOf } from '../../checks/index.ts'
import type { StepRecord } from '../../evidence/index.ts'
import { ChangeWatch } from '../../kubernetes/index.ts'
import type { Connection } from '../../kubernetes-api/index.ts'
import type { Page } from '../../page/index.ts'
import { count } from '../../shared/plural.ts'
import { startSteps, type PairedRunbook, type PairedStep, type Plan } from '../plan/plan.ts'
import { exportValues } from './export-values.ts'
import { leftovers, settledSnapshot } from './leftovers.ts'
import { emptyResult, type Selection } from './result.ts'
import { checkByHand, runStep, type StepEnvironment } from './run-step.ts'
import { TrafficWatch } from './traffic.ts'
import type { FailureReason } from './verdict.ts'

/** Makes the commands from now on run with a version of Istio: minor version; undefined: the default. */
export type UseIstio = (minor: string | undefined) => Promise<void>

/** One run: its plan, what came of it so far, and the way from step to step. */
export class RunInProgress {
  readonly result = emptyResult()
  readonly traffic: TrafficWatch
  readonly #plan: Plan
  readonly #selection: Selection
  readonly #environment: StepEnvironment
  readonly #connection: Connection
  readonly #useIstio: UseIstio
  readonly #ran: PairedStep[] = []

  constructor(
    plan: Plan,
    selection: Selection,
    environment: StepEnvironment,
    connection: Connection,
    useIstio: UseIstio,
  ) {
    this.#useIstio = useIstio
    this.#plan = plan
    this.#selection = selection
    this.#environment = environment
    this.#connection = connection
    this.traffic = new TrafficWatch(plan.target.script.traffic, environment.cluster, environment.reporter)
    this.result.traffic = this.traffic.records
  }

  /** Start state, snapshot, steps, comparison. */
  async go(): Promise<void> {
    const { chain, target } = this.#plan
    const { reporter, signal } = this.#environment
    const partial = this.#selection.from !== undefined || this.#selection.only !== undefined
    const made = partial ? chain.length : (this.#selection.completedStartStates ?? 0)
    for (const part of chain.slice(made)) {
      reporter.part(`Start state: ${part.page.id}${this.#withIstio(part)}`)
      await this.#useIstio(part.istio)
      if (!(await this.#export(part.page)) || !(await this.#steps(startSteps(part), false))) return
    }
    if (this.#selection.startOnly) return
    const before = await settledSnapshot(this.#connection, signal)
    reporter.part(`Runbook: ${target.page.id}${this.#withIstio(target)}`)
    await this.#useIstio(target.istio)
    if (!(await this.#export(target.page))) return
    this.#environment.changes = await ChangeWatch.start(this.#connection)
    this.result.startedAt = new Date()
    const began = performance.now()
    if (this.#selection.promptTask) return this.#exercise(this.#selection.promptTask)
    const passed = await this.#steps(this.#selected(), true)
    this.result.durationMs = Math.round(performance.now() - began)
    if (!passed || partial || this.result.skipped.length > 0) return
    reporter.part('Left behind')
    this.result.leftovers = await leftovers(this.#connection, before, target.script.allowedLeftovers, signal)
    const { differences, compared } = this.result.leftovers
    reporter.line(differences.length === 0 ? `nothing: ${compared} objects as before` : differences.join('\n'))
    if (differences.length > 0)
      this.fail(`clean-up left ${count(differences.length, 'difference')}: ${differences.slice(0, 10).join(', ')}`)
  }

  /** Records the first failure; later ones are its consequences. */
  fail(reason: string, at?: PairedStep, record?: StepRecord): void {
    this.result.failure ??= { reason, at, record, diagnosis: [] }
  }

  /** Takes back what ran, in the order of the page; each undo step runs whether or not the one before it passed. */
  async undo(): Promise<void> {
    const { target } = this.#plan
    const steps = stepsToUndo(target.steps, this.#ran)
    if (steps.length === 0) return
    this.#environment.reporter.part('Undoing what ran')
    // When a command was ended or ended the shell, the exported variables are lost.
    if (await this.#environment.shell.revive()) {
      for (const { page } of [...this.#plan.chain, target]) await this.#export(page)
      await this.#useIstio(target.istio)
    }
    for (const paired of steps) await runStep(paired, this.#environment)
  }

  /** Which Istio runs a part, where there is more than one. */
  #withIstio({ istio }: PairedRunbook): string {
    const { istio: main, otherIstio = {} } = this.#environment.versions
    if (Object.keys(otherIstio).length === 0) return ''
    return `, with Istio ${istio === undefined ? main : otherIstio[istio]}`
  }

  #selected(): PairedStep[] {
    const { steps } = this.#plan.target
    const { from, only } = this.#selection
    if (only !== undefined) return steps.filter(({ step }) => step.id === only)
    return from === undefined ? steps : steps.slice(steps.findIndex(({ step }) => step.id === from))
  }

  async #steps(steps: readonly PairedStep[], own: boolean): Promise<boolean> {
    for (const paired of steps) {
      const answer = (await this.#selection.promptStep?.(paired, this.#environment.signal)) ?? 'run'
      this.#environment.signal.throwIfAborted()
      if (answer === 'quit') this.fail('you ended the run', paired)
      if (answer === 'quit') return false
      if (answer === 'skip') this.result.skipped.push(paired.step.id)
      else if (!(await this.#step(paired, own))) return false
    }
    return true
  }

  /** Goes from task to task of an exercise; the learner's cluster is left as it is. */
  async #exercise(promptTask: NonNullable<Selection['promptTask']>): Promise<void> {
    const { reporter, work } = this.#environment
    reporter.line(`Work in another terminal, in this directory:\n  cd ${work}`)
    const tasks = this.#selected().filter(({ step }) => step.goal !== undefined)
    for (const [i, task] of tasks.entries()) {
      if (await this.#task(task, promptTask)) continue
      this.result.skipped.push(...tasks.slice(i).map(({ step }) => step.id))
      return
    }
    reporter.part(`All ${tasks.length} tasks are done.`)
  }

  async #task(task: PairedStep, promptTask: NonNullable<Selection['promptTask']>): Promise<boolean> {
    const { reporter, signal } = this.#environment
    for (;;) {
      const action = await promptTask(task, signal)
      // Like quitting: an interrupted exercise can be continued later.
      if (action === 'quit' || signal.aborted) return false
      if (action === 'hint') reporter.line(`  ${task.step.hint}`)
      if (action === 'solution') return this.#step(task, true)
      if (action !== 'check') continue
      const checked = await checkByHand(task, this.#environment)
      const done = Array.isArray(checked)
      reporter.line(done ? checked.map(({ assertion }) => `  ✔ ${sentenceOf(assertion)}`).join('\n') : `  ✘ ${checked}`)
      if (done) return true
      reporter.line(`  ${task.step.hint}`)
    }
  }

  async #step(paired: PairedStep, own: boolean): Promise<boolean> {
    this.#environment.signal.throwIfAborted()
    if (own) await this.traffic.before(paired.step.id)
    if (own) this.#ran.push(paired)
    this.result.firstStepAt ||= Date.now()
    const { record, failure } = await runStep(paired, this.#environment)
    if (own) this.result.steps.push(record)
    const lost: FailureReason[] = own && !failure ? await this.traffic.after(paired.step.id) : []
    const first = failure ?? lost[0]
    if (first !== undefined) this.fail(first, paired, record)
    return first === undefined
  }

  async #export(page: Page): Promise<boolean> {
    const fault = await exportValues(page, this.#plan.values, this.#environment)
    if (fault !== undefined) this.fail(fault)
    return fault === undefined
  }
}

/**
 * The steps that take back what has run and is not yet taken back, in the order of the page: the only one that was
 * proven. A restart must not come before the label that it is to pick up.
 * @param ran the steps that ran, in order, whether they passed or not
 */
export function stepsToUndo(steps: readonly PairedStep[], ran: readonly PairedStep[]): PairedStep[] {
  const done = new Set(ran.map(({ step }) => step.id))
  const wanted = new Set(ran.flatMap(({ step }) => step.undo.filter((id) => !done.has(id))))
  return steps.filter(({ step }) => wanted.has(step.id))
}
