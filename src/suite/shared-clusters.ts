import { makeEvidence, Reporter, type Plan } from '../runbook/index.ts'
import type { Evidence } from '../evidence/index.ts'
import type { Need } from '../cluster/index.ts'
import { StartState } from './start-state.ts'

/** What came of a run on a shared cluster. */
export interface SharedRun {
  evidence: Evidence
  /** Why the run failed; undefined: it passed. */
  failure: string | undefined
  /** What it printed, as a terminal would show it. */
  text: string
  /** Why the cluster is not used again; empty: it is. */
  discardReasons: string[]
  /** True when the start state was there already, from an earlier run. */
  reused: boolean
}

/**
 * Runs runbooks one after another, on one cluster for as long as that is the start state of the next one, or a part of it.
 * Runbooks of one start state should come together, shorter chains first: a cluster with another start state is deleted.
 */
export class SharedClusters {
  readonly #stop = new AbortController()
  readonly #needs: readonly Need[]
  #state: StartState | undefined
  /** Settles when the newest run is over, however it ended. */
  #running: Promise<unknown> = Promise.resolve()

  /** @param needs what the clusters have beside what a runbook asks for: another Kubernetes */
  constructor(needs: readonly Need[] = []) {
    this.#needs = needs
  }

  /** Runs the whole runbook. @throws Error when no cluster or start state can be had */
  run(plan: Plan): Promise<SharedRun> {
    const running = this.#run(plan)
    this.#running = running.catch(() => undefined)
    return running
  }

  /** Ends what is running, and deletes the cluster. */
  async end(): Promise<void> {
    this.#stop.abort()
    // A cluster that is still being created is known only to the run that creates it, which deletes it when aborted.
    await this.#running
    await this.#end()
  }

  async #run(plan: Plan): Promise<SharedRun> {
    const told: string[] = []
    const reporter = new Reporter({ write: (text: string) => told.push(text) })
    const { state, reused } = await this.#stateFor(plan, reporter)
    const { result, versions } = await this.#orEnd(() => state.run(plan, reporter))
    const failure = result.failure?.reason
    const discardReasons = failure === undefined ? await this.#orEnd(() => state.faults()) : ['its runbook failed']
    if (discardReasons.length > 0) await this.#end()
    return { evidence: makeEvidence(plan, {}, result, versions), failure, text: told.join(''), discardReasons, reused }
  }

  async #stateFor(plan: Plan, reporter: Reporter): Promise<{ state: StartState; reused: boolean }> {
    if (this.#state?.suits(plan) === false) await this.#end()
    const reused = this.#state !== undefined
    const state = (this.#state ??= await StartState.up(plan, this.#needs, this.#stop.signal))
    await this.#orEnd(() => state.make(plan, reporter))
    return { state, reused }
  }

  /** Runs an action on the cluster. After an error the state of the cluster is unknown, so it is deleted. */
  async #orEnd<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action()
    } catch (error) {
      await this.#end()
      throw error
    }
  }

  async #end(): Promise<void> {
    const state = this.#state
    this.#state = undefined
    await state?.end()
  }
}
