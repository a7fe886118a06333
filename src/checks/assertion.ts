import type { CheckData, Subject } from './check-data.ts'
import type { Since } from './since.ts'

/** What a matcher of a subject gives: a fact that can be looked up at any moment and either holds or not. */
export interface Matcher {
  /**
   * Looks once, without waiting. Answers only what it knows: "there is no such object" is an answer.
   * @throws whatever kept it from asking; the outcome is then `unknown`
   */
  evaluate(baselines: Baselines): Promise<Observation> | Observation
  /** True for a matcher of the output that pins down who or what the output is about, not only a shape. */
  identifiesSubject?: boolean
}

/** One check of a step: the data by which it is recorded and worded, and how it is evaluated. */
export interface Assertion extends CheckData, Matcher {}

/** What one look came to. */
export interface Observation {
  holds: boolean
  /** What was there, short, for evidence and failures: "2 of 2 replicas available". */
  observed: string
}

/** What came of one look: an answer, or none (an error, or silence), which proves nothing in either direction. */
export interface Outcome {
  is: 'true' | 'false' | 'unknown'
  /** What was observed; of an unknown outcome, why: "error: socket hang up", "no answer within 10000 ms". */
  observed: string
}

/** How things were before a command, for matchers such as "is unchanged". */
export interface Baselines {
  /**
   * What was first observed before a command of this run. Looking before a command, that is `now` where nothing was observed yet.
   * @throws Error after a command when no look before it was answered: what is there now is nothing to compare with
   */
  of(key: string, now: string): string
}

/** Something that checks are about. Each of its methods that returns a `Matcher` can be called on `check(…)`. */
export interface HasSubject {
  /** How evidence names it. */
  readonly subject: Subject
}

/** The methods of a subject that are matchers, each as a check that is awaited. */
export type Checked<S> = Matchers<S> & {
  /** Makes the check on this minor version and later ones only: `check(output).since('istio-1.31').contains('…')`. */
  since(version: Since): Matchers<S>
}

type Matchers<S> = {
  [Name in keyof S as S[Name] extends (...args: never[]) => Matcher ? Name : never]: S[Name] extends (
    ...args: infer Args
  ) => Matcher
    ? (...args: Args) => PromiseLike<void>
    : never
}
