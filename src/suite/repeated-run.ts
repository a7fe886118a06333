import { Reporter, type Plan, type RunResult, type Selection } from '../runbook/index.ts'
import { StartState } from './start-state.ts'

/**
 * Runs one runbook many times, each time from its start state. A cluster is used again for as long as it is that state: a failed
 * run ends it, and so does one that leaves something, even what its script allows, as the CRDs of a newer version.
 */
export class RepeatedRun {
  readonly #plan: Plan
  readonly #signal: AbortSignal
  #state: StartState | undefined

  constructor(plan: Plan, signal: AbortSignal) {
    this.#plan = plan
    this.#signal = signal
  }

  /** One run. @throws Error when the start state cannot be had */
  async run(selection: Pick<Selection, 'leaveOut'> = {}): Promise<RunResult> {
    const reporter = new Reporter()
    try {
      const state = (this.#state ??= await StartState.up(this.#plan, [], this.#signal))
      await state.make(this.#plan, reporter)
      const { result } = await state.run(this.#plan, reporter, selection)
      if (result.failure !== undefined || (await state.faults()).length > 0) await this.end()
      return result
    } catch (error) {
      await this.end()
      throw error
    }
  }

  /** Deletes the cluster. */
  async end(): Promise<void> {
    const state = this.#state
    this.#state = undefined
    await state?.end()
  }
}

/** The id of the step at which a run failed, or what came after the last one. */
export function failedAt({ at }: NonNullable<RunResult['failure']>): string {
  return at?.step.id ?? 'the comparison at the end'
}
