/** Something that can be looked up at any moment and either holds or not. */
export interface Claim {
  /** Reads as a sentence and names the object: "deployment istio-system/istiod is available". */
  sentence: string
  /** Looks once, without waiting. A rejection counts as "does not hold" and its message as what was seen. */
  look(memory: Memory): Promise<Sight> | Sight
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

/** Values that claims remember from the first look to later ones, for "is unchanged". */
export type Memory = Map<string, string>

/** An object about which claims can be made: each method that returns a claim becomes a check. */
export type Checked<Subject> = {
  [Name in keyof Subject as Subject[Name] extends (...args: never[]) => Claim ? Name : never]: Subject[Name] extends (
    ...args: infer Args
  ) => Claim
    ? (...args: Args) => PromiseLike<void>
    : never
}
