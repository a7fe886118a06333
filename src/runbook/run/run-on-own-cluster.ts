import type { StepRecord } from '../../evidence/index.ts'
import { ChangeWatch, takeSnapshot, type Snapshot } from '../../kubernetes/index.ts'
import type { Connection } from '../../kubernetes-api/index.ts'
import { count } from '../../shared/plural.ts'
import { messageOf } from '../../shared/thrown.ts'
import { startSteps, type PairedRunbook, type PairedStep, type Plan } from '../plan/plan.ts'
import { exportValues } from './export-values.ts'
import { ownLeftovers, splitLeftovers } from './own-leftovers.ts'
import { stepsStillToUndo, type OwnCluster, type OwnClusterResult } from './own-cluster.ts'
import { emptyResult } from './result.ts'
import { runStep, whatIsUntrue, type StepEnvironment } from './run-step.ts'
import { TrafficWatch } from './traffic.ts'

/**
 * A run on a cluster of the user's own. One that reads goes on after a step that did not pass, and compares no objects: others
 * may be at work. One that changes takes back all that it made, the start state included, unless that is to stay.
 */
export class RunOnOwnCluster {
  readonly result = emptyResult()
  readonly traffic: TrafficWatch
  readonly #plan: Plan
  readonly #own: OwnCluster
  readonly #outcome: OwnClusterResult = { undone: [], takeBack: [], elsewhere: [] }
  readonly #environment: StepEnvironment
  readonly #connection: Connection
  readonly #ran: PairedStep[] = []
  readonly #passed = new Set<PairedStep>()
  #before: Snapshot | undefined

  constructor(plan: Plan, own: OwnCluster, environment: StepEnvironment, connection: Connection) {
    this.#plan = plan
    this.#own = own
    this.#environment = environment
    this.#connection = connection
    this.traffic = new TrafficWatch(plan.target.script.traffic, environment.cluster, environment.reporter)
    this.result.traffic = this.traffic.records
    this.result.ownCluster = this.#outcome
  }

  /** Reads, or: snapshot, start state, steps, start state taken back, comparison. */
  async go(): Promise<void> {
    try {
      await (this.#own.use === 'read' ? this.#read() : this.#change())
    } finally {
      this.#outcome.takeBack = this.#standing()
    }
  }

  /** Records the first failure; of a run that changes, later ones are its consequences. */
  fail(reason: string, at?: PairedStep, record?: StepRecord): void {
    this.result.failure ??= { reason, at, record, diagnosis: [] }
  }

  /** Takes back what stands after a failure; each step whether or not the one before it passed. */
  async undo(): Promise<void> {
    if (this.#own.use === 'read' || this.#standing().length === 0) return
    this.#environment.reporter.part('Undoing what ran')
    try {
      if (await this.#environment.shell.revive()) for (const part of this.#parts()) await this.#export(part)
      for (const paired of this.#standing()) {
        if (await this.#takeBack(paired)) this.#outcome.undone.push(paired)
      }
      await this.#compare()
    } finally {
      this.#outcome.takeBack = this.#standing()
    }
  }

  async #read(): Promise<void> {
    const { target } = this.#plan
    const { reporter, shell, signal } = this.#environment
    reporter.part(`Runbook: ${target.page.id}, on context ${this.#own.context}`)
    if (!(await this.#export(target))) return
    this.#begin()
    const began = performance.now()
    for (const paired of target.steps) {
      signal.throwIfAborted()
      // What one look finds does not spare the next one.
      if (this.result.failure && (await shell.revive())) await this.#export(target)
      const { record, failure } = await runStep(paired, this.#environment)
      this.result.steps.push(record)
      if (failure !== undefined) this.fail(failure, paired, record)
    }
    this.result.durationMs = Math.round(performance.now() - began)
  }

  async #change(): Promise<void> {
    const { chain, target } = this.#plan
    const { reporter } = this.#environment
    this.#before = await takeSnapshot(this.#connection)
    if (!(await this.#startState(chain))) return
    reporter.part(`Runbook: ${target.page.id}, on context ${this.#own.context}`)
    if (!(await this.#export(target))) return
    this.#environment.changes = await ChangeWatch.start(this.#connection)
    this.#begin()
    const began = performance.now()
    for (const paired of target.steps.filter(({ step }) => !(this.#own.leave && step.cleanup))) {
      if (!(await this.#step(paired, true))) return
    }
    this.result.durationMs = Math.round(performance.now() - began)
    if (this.#own.leave) return this.#compareElsewhere()
    const start = this.#standing()
    if (start.length > 0) reporter.part('Taking the start state back')
    for (const paired of start) {
      if (!(await this.#takeBack(paired))) this.fail('the start state could not be taken back', paired)
    }
    await this.#compare()
  }

  /** Makes the start state, or tries the checks of the commands that would. @returns whether it is there */
  async #startState(chain: readonly PairedRunbook[]): Promise<boolean> {
    for (const part of chain) {
      const { startIsThere, context } = this.#own
      this.#environment.reporter.part(
        startIsThere
          ? `Is the start state there? ${part.page.id}`
          : `Start state: ${part.page.id}, on context ${context}`,
      )
      if (!(await this.#export(part))) return false
      for (const paired of startSteps(part)) {
        const passed = startIsThere ? await this.#isThere(paired) : await this.#step(paired, false)
        if (!passed) return false
      }
    }
    return true
  }

  async #isThere(paired: PairedStep): Promise<boolean> {
    this.#environment.signal.throwIfAborted()
    const untrue = await whatIsUntrue(paired, this.#environment)
    const { page, step } = paired
    if (untrue.length === 0) this.#environment.reporter.line(`  ✔ ${page.id}#${step.id}`)
    else this.fail(`--start-is-there: the start state is not there; ${untrue.join('; ')}`, paired)
    return untrue.length === 0
  }

  async #step(paired: PairedStep, own: boolean): Promise<boolean> {
    this.#environment.signal.throwIfAborted()
    if (!paired.step.readOnly) await this.#own.guard()
    if (own) await this.traffic.before(paired.step.id)
    this.#ran.push(paired)
    this.result.firstStepAt ||= Date.now()
    const { record, failure } = await runStep(paired, this.#environment)
    if (own) this.result.steps.push(record)
    const lost = own && failure === undefined ? await this.traffic.after(paired.step.id) : []
    const first = failure ?? lost[0]
    if (failure === undefined) this.#passed.add(paired)
    if (first !== undefined) this.fail(first, paired, record)
    return first === undefined
  }

  async #takeBack(paired: PairedStep): Promise<boolean> {
    this.#environment.signal.throwIfAborted()
    await this.#own.guard()
    const { failure } = await runStep(paired, this.#environment)
    if (failure === undefined) this.#passed.add(paired)
    return failure === undefined
  }

  /** The page first, then what it started from, the newest first. */
  #parts(): PairedRunbook[] {
    return [this.#plan.target, ...(this.#own.startIsThere ? [] : this.#plan.chain.toReversed())]
  }

  #standing(): PairedStep[] {
    return this.#parts().flatMap(({ steps }) =>
      stepsStillToUndo(
        steps,
        this.#ran.filter((paired) => steps.includes(paired)),
        this.#passed,
      ),
    )
  }

  async #compare(): Promise<void> {
    const { reporter, signal } = this.#environment
    reporter.part('Left behind')
    const allowed = [...this.#plan.chain, this.#plan.target].flatMap(({ script }) => script.allowedLeftovers)
    try {
      const { leftovers, elsewhere } = await ownLeftovers(
        this.#connection,
        this.#before!,
        this.#own.planned,
        allowed,
        signal,
      )
      this.result.leftovers = leftovers
      this.#outcome.elsewhere = elsewhere
      const { differences, compared } = leftovers
      reporter.line(
        differences.length === 0 ? `nothing of the plan: ${compared} objects compared` : differences.join('\n'),
      )
      this.#tellElsewhere()
      if (differences.length > 0)
        this.fail(`clean-up left ${count(differences.length, 'difference')}: ${differences.slice(0, 10).join(', ')}`)
    } catch (error) {
      this.fail(`the cluster could not be compared with what it was: ${messageOf(error)}`)
    }
  }

  /** Of a run whose objects stay: what became of all others. */
  async #compareElsewhere(): Promise<void> {
    this.#environment.reporter.part('Outside of the plan')
    try {
      const after = await takeSnapshot(this.#connection)
      this.#outcome.elsewhere = splitLeftovers(this.#before!, after, this.#own.planned, []).elsewhere
      this.#tellElsewhere('nothing changed')
    } catch (error) {
      this.fail(`the cluster could not be compared with what it was: ${messageOf(error)}`)
    }
  }

  /** @param nothing what to say of no difference */
  #tellElsewhere(nothing?: string): void {
    const { elsewhere } = this.#outcome
    if (elsewhere.length > 0)
      this.#environment.reporter.line(
        `changed outside of the plan, by others or by what the commands set off:\n${elsewhere.join('\n')}`,
      )
    else if (nothing !== undefined) this.#environment.reporter.line(nothing)
  }

  #begin(): void {
    this.result.startedAt = new Date()
    this.result.firstStepAt ||= Date.now()
  }

  async #export({ page }: PairedRunbook): Promise<boolean> {
    const fault = await exportValues(page, this.#plan.values, this.#environment)
    if (fault !== undefined) this.fail(fault)
    return fault === undefined
  }
}
