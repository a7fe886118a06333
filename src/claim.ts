/** Something that can be looked up at any moment and either holds or not. */
export interface Claim {
  /** Reads as a sentence and names the object: "deployment istio-system/istiod is available". */
  sentence: string
  /**
   * Looks once, without waiting. Answers only what it knows: "there is no such object" is an answer.
   * @throws whatever kept it from asking; the outcome is then `unknown`
   */
  look(baselines: Baselines): Promise<Sight> | Sight
  /** True for claims about the command's own output, which cannot be tried before it ran. */
  aboutOutput?: boolean
  /** True for an output claim that pins down who or what it is about, not only a shape. */
  identity?: boolean
}

/** What one look saw. */
export interface Sight {
  holds: boolean
  /** What was there, short, for evidence and failures: "2 of 2 replicas available". */
  saw: string
}

/** What came of one look: an answer, or none (an error, or silence), which proves nothing in either direction. */
export interface Outcome {
  is: 'true' | 'false' | 'unknown'
  /** What was seen; of an unknown outcome, why: "error: socket hang up", "no answer within 10000 ms". */
  saw: string
}

/** How things were before a command, for claims such as "is unchanged". */
export interface Baselines {
  /**
   * What was first seen before a command of this run. Looking before a command, that is `now` where nothing was seen yet.
   * @throws Error after a command when no look before it was answered: what is there now is nothing to compare with
   */
  of(key: string, now: string): string
}

/** An object about which claims can be made: each method that returns a claim becomes a check. */
export type Checked<Subject> = {
  [Name in keyof Subject as Subject[Name] extends (...args: never[]) => Claim ? Name : never]: Subject[Name] extends (
    ...args: infer Args
  ) => Claim
    ? (...args: Args) => PromiseLike<void>
    : never
}
