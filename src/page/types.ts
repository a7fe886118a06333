/** What a runbook page says, read from `content/runbooks/<id>.mdx`. The page owns the commands; nothing else holds a copy. */
export interface Page {
  /** The file's name without its ending; also the name of its script and its evidence. */
  id: string
  /** Path from the project's root, with forward slashes, for messages. */
  file: string
  title: string
  description: string
  /** The runbook whose end state this page begins with; undefined: an empty cluster. */
  startsFrom: string | undefined
  /** The minor version of Istio that makes that state; absent: the one that runs this page. */
  startIstio?: string | undefined
  /** Parts of the toolchain this page needs beyond kubectl and istioctl. */
  needs: Need[]
  /** Why a test run of this page shares its cluster with no other runbook; undefined: it may. Not part of the proof. */
  cluster?: { own: string } | undefined
  variables: Variable[]
  /** Every step in the order in which the page shows it, the clean-up's last. */
  steps: Step[]
}

/** An optional part of the toolchain, as `src/cluster` names it. */
export type Need = 'helm' | 'cni' | `istio-${string}`

/** A value that a reader may choose. It reaches commands through the shell's environment, never as text. */
export interface Variable {
  /** Upper case, as a shell variable: `REVISION`. */
  name: string
  default: string
  /** A regular expression that the whole value must match. */
  pattern: string
  /** One sentence for the reader. */
  description: string
}

/** One documented command. */
export interface Step {
  id: string
  /** Its heading: what is done or seen, in a few plain words. Free to change: no part of the proof. */
  title: string
  /** The line of the page on which the `<Step>` begins, counted from 1. */
  line: number
  /** The nearest heading above the step. */
  heading: string
  /** The exact bytes that are shown, copied and run; no newline at the end. */
  command: string
  /** True for a step that changes nothing in the cluster. */
  readOnly: boolean
  /** True for a reading step that waits for an earlier change: a start state runs it, too. Absent: it does not wait. */
  waits?: true
  /** What the command changes, for the reader; empty when it only reads. Backticks mark code. */
  changes: string
  /** How a reader sees that it worked. Backticks mark code. */
  success: string
  /** The ids of the steps that take this one back, in order; none for reading steps and for those that take back others. */
  undo: string[]
  /** Set when the command is meant to fail: older advice, shown to fail. */
  expectedFailure: ExpectedFailure | undefined
  /** Of a step of an exercise: what the learner has to reach, in words. The command is then its solution. */
  goal?: string | undefined
  /** Of a step of an exercise: what helps whoever has not reached it. */
  hint?: string | undefined
  /** True for the steps under the heading "Clean up". */
  cleanup: boolean
}

/** How a step fails that is documented as failing. */
export interface ExpectedFailure {
  /** The exit status, 1 to 255. */
  exitCode: number
  /** Text that the output must hold, word for word. */
  outputContains: string
}
