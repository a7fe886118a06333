import type { V1Pod } from '@kubernetes/client-node'
import { up, type Cluster, type Need } from '../cluster/index.ts'
import { logLevels, type LogLevels } from '../istio/log-levels.ts'
import { Connection } from '../kubernetes-api/index.ts'
import { deleteEvents, kindIn, listObjects, type Objects } from '../kubernetes/index.ts'
import { needsOf, Reporter, run, settledSnapshot, type Plan, type RunResult, type Selection } from '../runbook/index.ts'
import { pollUntil } from '../shared/poll.ts'
import { logLevelFaults } from './log-level-faults.ts'
import { reuseFaults } from './reuse.ts'

/** Milliseconds in which replaced pods must be ready and their predecessors gone. */
const SETTLE_TIMEOUT = 60_000

/** A cluster on which a start state was made, to be used as long as it is that state. */
export class StartState {
  readonly #cluster: Cluster
  readonly #connection: Connection
  readonly #signal: AbortSignal
  /** What it was made for, with the values of its variables: see `keysOf`. */
  #made: readonly string[] = []
  readonly #needs: string
  #objects: Objects = new Map()
  #levels: LogLevels[] = []

  private constructor(cluster: Cluster, needs: string, signal: AbortSignal) {
    this.#cluster = cluster
    this.#connection = new Connection(cluster.kubeconfig)
    this.#needs = needs
    this.#signal = signal
  }

  /** Brings up a cluster on which nothing has been made yet. @param more what it has beside what the plan needs */
  static async up(plan: Plan, more: readonly Need[], signal: AbortSignal): Promise<StartState> {
    const needs = needsOf(plan)
    return new StartState(await up({ needs: [...needs, ...more], signal }), needs.toSorted().join(), signal)
  }

  /** Whether the plan's start state is on this cluster, or can be made from what is. */
  suits(plan: Plan): boolean {
    const wanted = keysOf(plan)
    return this.#needs === needsOf(plan).toSorted().join() && this.#made.every((key, i) => key === wanted[i])
  }

  /** Runs what is missing of the plan's start state, and notes what the cluster is then. @throws Error when that fails */
  async make(plan: Plan, reporter: Reporter): Promise<void> {
    const wanted = keysOf(plan)
    const missing = wanted.length > this.#made.length
    if (missing) {
      const selection = { completedStartStates: this.#made.length, startOnly: true }
      const { failure } = await run(plan, this.#target, selection, reporter, this.#signal)
      if (failure) throw new Error(`the start state of ${plan.target.page.id} cannot be made: ${failure.reason}`)
    }
    if (!missing && this.#objects.size > 0) return
    this.#made = wanted
    await settledSnapshot(this.#connection, this.#signal)
    this.#objects = await listObjects(this.#connection)
    this.#levels = await this.#logLevels(this.#objects)
  }

  /**
   * Runs the plan's runbook from its start state, with a new home directory and without the events of what was before. A runbook that
   * has a cluster of its own may read the events of its start state, so these stay.
   * @param mutation the step whose command is left out, to see whether its checks notice
   */
  async run(
    plan: Plan,
    reporter: Reporter,
    mutation: Pick<Selection, 'leaveOut'> = {},
  ): Promise<{ result: RunResult; versions: Cluster['versions'] }> {
    if (plan.target.page.cluster === undefined) {
      const events = await deleteEvents(this.#connection)
      reporter.line(`deleted ${events} events of what ran on this cluster before`)
    }
    const selection = { ...mutation, completedStartStates: this.#made.length }
    const result = await run(plan, this.#target, selection, reporter, this.#signal)
    return { result, versions: this.#cluster.versions }
  }

  /** Why the cluster is no longer its start state, as sentences; none: it is. */
  async faults(): Promise<string[]> {
    const deadline = performance.now() + SETTLE_TIMEOUT
    const look = async () => {
      const now = await listObjects(this.#connection)
      return { now, found: reuseFaults(this.#objects, now) }
    }
    const { now, found } = await pollUntil(look, {
      until: (state) => state.found.length === 0 || !state.found.every(({ settles }) => settles),
      deadline,
      interval: 500,
      signal: this.#signal,
    })
    return [...found.map(({ text }) => text), ...logLevelFaults(this.#levels, await this.#logLevels(now))]
  }

  /** Deletes the cluster. */
  async end(): Promise<void> {
    this.#connection.close()
    await this.#cluster.down()
  }

  /** A failed run is not undone step by step: the cluster is thrown away. */
  get #target() {
    return { ...this.#cluster, kept: false }
  }

  #logLevels(objects: Objects): Promise<LogLevels[]> {
    const pods = [...objects].filter(([name]) => kindIn(name) === 'Pod').map(([, pod]) => pod as unknown as V1Pod)
    return logLevels(this.#connection, pods)
  }
}

/** For each runbook of a plan's chain what makes its end state another one: its id, and the values of its variables. */
function keysOf({ chain, values }: Plan): string[] {
  return chain.map(({ page, istio }) =>
    JSON.stringify([page.id, istio ?? '', ...page.variables.map(({ name }) => values[name])]),
  )
}
