import type { ReadyToolchain } from '../../cluster/index.ts'
import type { Evidence, StepRecord, TrafficRecord } from '../../evidence/index.ts'
import type { ProcessView } from '../shell/process-view.ts'
import type { PairedStep } from '../plan/plan.ts'
import type { OwnCluster, OwnClusterResult } from './own-cluster.ts'

/** The cluster a run works on. */
export interface Target {
  kubeconfig: string
  /** Directory of the pinned tools. */
  tools: string
  /** Istio's charts as a directory; undefined when the toolchain has none of its own. */
  charts?: string | undefined
  /** Tools and charts of the Istio versions beside the default, by minor version. */
  otherIstio: ReadyToolchain['otherIstio']
  versions: Evidence['versions']
  /** Why nothing on it can be reached; undefined: it can. Asked when its API server does not answer after a failure. */
  whyUnreachable?(): Promise<string | undefined>
  /** True for a cluster that is kept: then a failed run is undone step by step. */
  kept: boolean
  /** Where the first step begins, when that is to outlive the run; a directory of the run's own when not given. */
  work?: string | undefined
}

/** What a learner may ask for at a task: to be checked, to be helped, to have it done, to leave. */
export type TaskAction = 'check' | 'hint' | 'solution' | 'quit'

/** Which steps to run, and what to ask before each. */
export interface Selection {
  /** The first step to run; the start state is then taken as it is. */
  from?: string | undefined
  /** The only step to run; the start state is then taken as it is. */
  only?: string | undefined
  /**
   * How many runbooks of the chain have been run on this cluster before, the first ones: their end state is taken as it is.
   * The runbook itself has not run there, so its allowed leftovers must occur.
   */
  completedStartStates?: number | undefined
  /** True: the start state is made, and the runbook itself is not run. */
  startOnly?: boolean | undefined
  /** A step whose command is left out while its checks run: the run must fail. */
  leaveOut?: string | undefined
  /** Asked at each task of an exercise, until it is done; the run then waits for a learner instead of running commands. */
  promptTask?: ((step: PairedStep, signal: AbortSignal) => Promise<TaskAction>) | undefined
  /** Given on a cluster of the user's own. */
  ownCluster?: OwnCluster | undefined
  /** Asked before each step in an interactive run. */
  promptStep?: ((step: PairedStep, signal: AbortSignal) => Promise<'run' | 'skip' | 'quit'>) | undefined
}

/** Why a run failed, with all that its report needs. */
export interface Failure {
  reason: string
  /** The step, when it was one. */
  at: PairedStep | undefined
  record: StepRecord | undefined
  /** Pods that are not ready and the newest warnings. */
  diagnosis: string[]
  /** Why the cluster could not be reached anymore, so that nothing was undone; undefined: it could. */
  unreachable?: string | undefined
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
  /** How what commands left running was looked for. */
  processesSeenBy: ProcessView['seenBy']
  /** Of a run on a cluster of the user's own. */
  ownCluster?: OwnClusterResult | undefined
  /** Steps that the user skipped: then nothing is proven. */
  skipped: string[]
  /** Milliseconds since the epoch at which the first step of the chain began. */
  firstStepAt: number
}

/** The result of a run in which nothing has happened yet. */
export function emptyResult(): RunResult {
  return {
    startedAt: new Date(),
    durationMs: 0,
    steps: [],
    traffic: [],
    leftovers: { compared: 0, differences: [], allowed: [] },
    failure: undefined,
    processesSeenBy: 'proc',
    skipped: [],
    firstStepAt: 0,
  }
}
