import type { Evidence } from '../../evidence/index.ts'
import type { Cluster } from '../../kubernetes/index.ts'
import type { FileSubject } from '../checks/file-matchers.ts'
import type { Output } from '../checks/output-matchers.ts'
import type { TrafficSpan } from '../run/traffic.ts'

/** What a step's function is given. */
interface StepContext {
  /** The cluster as checks see it, through the Kubernetes API. */
  cluster: Cluster
  /** The values of the page's variables in this run. */
  vars: Readonly<Record<string, string>>
  /** The versions of this run's cluster. */
  versions: Evidence['versions']
  /** A file that a command writes, by its name in the directory where the first step began. */
  file: (name: string) => FileSubject
  /** What the command printed; empty while the checks are tried before it. */
  output: Output
}

/** Written in the order in which a reader would check: every statement is an awaited `check(…)`. */
type StepBody = (context: StepContext) => Promise<void>

/** How long a step may take. */
interface StepOptions {
  /** Deadline for the command and its checks together, as `'90s'` or `'3m'`; two minutes when not given. */
  timeout?: `${number}${'s' | 'm'}`
}

/** The proof of one step, by its id on the page. */
export interface ScriptStep {
  id: string
  options: StepOptions
  body: StepBody
}

/** An object that differs after the clean-up and is meant to. */
export interface AllowedLeftover {
  /** Kind with its group, namespace and name, `*` for a made-up part: `Pod payments/payments-*`. */
  object: string
  /** Why that is right, as a sentence for the page. */
  reason: string
}

/** A runbook's script, collected but not run. */
export interface Script {
  id: string
  steps: ScriptStep[]
  traffic: TrafficSpan[]
  allowedLeftovers: AllowedLeftover[]
}

/** What the function given to `runbook` writes its script with. */
export interface ScriptBuilder {
  /** Adds the proof of the page's next step. */
  step(id: string, body: StepBody): void
  step(id: string, options: StepOptions, body: StepBody): void
  /** Sends requests from one step to another and fails the runbook on any that fails. */
  traffic(span: TrafficSpan): void
  /** Allows one object to differ from before the runbook; one that does not differ fails the run. */
  allowLeftover(object: string, reason: string): void
}

/** Collects a runbook's script: the default export of `runbooks/<id>.ts`. Nothing runs yet. */
export function runbook(id: string, write: (builder: ScriptBuilder) => void): Script {
  const script: Script = { id, steps: [], traffic: [], allowedLeftovers: [] }
  write({
    step: (stepId: string, ...rest: [StepBody] | [StepOptions, StepBody]) => {
      const [options, body] = rest.length === 1 ? [{}, rest[0]] : rest
      script.steps.push({ id: stepId, options, body })
    },
    traffic: (span) => void script.traffic.push(span),
    allowLeftover: (object, reason) => void script.allowedLeftovers.push({ object, reason }),
  })
  return script
}
