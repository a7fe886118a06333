import { up, type Cluster } from '../cluster/index.ts'
import { Connection } from '../kubernetes-api/index.ts'
import type { Snapshot } from '../kubernetes/index.ts'
import {
  leftovers,
  needsOf,
  Reporter,
  run,
  settledSnapshot,
  type Plan,
  type RunResult,
  type Selection,
} from '../runbook/index.ts'

/** Runs one runbook many times from its start state, on one cluster for as long as that state is the same. */
export class RepeatedRun {
  readonly #plan: Plan
  readonly #signal: AbortSignal
  #environment: { cluster: Cluster; connection: Connection; before: Snapshot } | undefined

  constructor(plan: Plan, signal: AbortSignal) {
    this.#plan = plan
    this.#signal = signal
  }

  /** The run that finds out whether there is a start state to come back to: it counts like any other. @throws as `again` */
  async prepare(): Promise<void> {
    this.#environment ??= await this.#setUp()
  }

  /** One run. @throws Error when the runbook fails as it is, so that its start state cannot be had */
  async rerun(selection: Pick<Selection, 'leaveOut'> = {}): Promise<RunResult> {
    const { cluster } = (this.#environment ??= await this.#setUp())
    const result = await this.#run(cluster, { ...selection, rerun: true })
    if (!(await this.#isAsBefore())) await this.end()
    return result
  }

  /** Deletes the cluster. */
  async end(): Promise<void> {
    const environment = this.#environment
    this.#environment = undefined
    environment?.connection.close()
    await environment?.cluster.down()
  }

  /** A cluster on which the runbook has run once: its clean-up leaves the start state. */
  async #setUp() {
    const cluster = await up({ needs: needsOf(this.#plan), signal: this.#signal })
    try {
      const { failure } = await this.#run(cluster, {})
      if (failure) throw new Error(`${this.#plan.target.page.id} fails without a mutation: ${failure.reason}`)
      const connection = new Connection(cluster.kubeconfig)
      return { cluster, connection, before: await settledSnapshot(connection, this.#signal) }
    } catch (error) {
      await cluster.down()
      throw error
    }
  }

  #run(cluster: Cluster, selection: Selection): Promise<RunResult> {
    return run(this.#plan, { ...cluster, kept: true }, selection, new Reporter(), this.#signal)
  }

  async #isAsBefore(): Promise<boolean> {
    const { connection, before } = this.#environment!
    const { allowedLeftovers } = this.#plan.target.script
    const { differences } = await leftovers(connection, before, allowedLeftovers, this.#signal, 'partial')
    return differences.length === 0
  }
}
