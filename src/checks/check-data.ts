import { z } from 'zod'
import { sinceSchema, type Since } from './since.ts'

/** What a check is about. */
const subject = z.discriminatedUnion('type', [
  /** What the step's command printed. */
  z.strictObject({ type: z.literal('output') }),
  /** A file in the directory where the first step began. */
  z.strictObject({ type: z.literal('file'), name: z.string() }),
  /** One object of the Kubernetes API; without a namespace: one that belongs to the whole cluster. */
  z.strictObject({
    type: z.literal('object'),
    apiVersion: z.string(),
    kind: z.string(),
    name: z.string(),
    namespace: z.string().optional(),
  }),
  /** All pods of a namespace that a label selector picks. */
  z.strictObject({ type: z.literal('pods'), namespace: z.string(), selector: z.string() }),
  /** Pods that the API server refused to create in a namespace, by the events that tell of it. */
  z.strictObject({ type: z.literal('refusedPods'), namespace: z.string() }),
  /** The Envoy proxy of a Deployment's pod. */
  z.strictObject({ type: z.literal('proxy'), namespace: z.string(), deployment: z.string() }),
])

/** One argument of a matcher. */
const argument = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  /** The name of any pod of this Deployment; with a namespace: as outputs write it, `<pod>.<namespace>`. */
  z.strictObject({ podsOf: z.string(), namespace: z.string().optional() }),
  /** The source of a regular expression. */
  z.strictObject({ pattern: z.string() }),
])

/** What a check asserts: subject, matcher, arguments. Subject and matcher together are listed in `words.ts`. */
export const checkData = {
  subject,
  /** The name of the matcher: `isAvailable`, `hasRow`. */
  matcher: z.string(),
  /** Its arguments, in their order. */
  args: z.array(argument),
  /** The script's own sentence for this check, where it gave one. Backticks mark code. */
  sentence: z.string().optional(),
  /** The first version that the check is about. On an earlier one it is not made. Absent: on every version. */
  since: sinceSchema.optional(),
}

export type Subject = z.infer<typeof subject>
export type Argument = z.infer<typeof argument>

/** What a check asserts, as evidence keeps it. */
export interface CheckData {
  subject: Subject
  matcher: string
  args: readonly Argument[]
  sentence?: string | undefined
  since?: Since | undefined
}

/** An argument of a script as evidence keeps it. @throws TypeError for a value that evidence has no form for */
export function asArgument(value: unknown): Argument {
  if (value instanceof RegExp) return { pattern: value.source }
  const { podsOf, namespace } = (value ?? {}) as { podsOf?: string; namespace?: string }
  if (podsOf !== undefined) return namespace === undefined ? { podsOf } : { podsOf, namespace }
  return argument.parse(value)
}

/** Whether two checks assert the same. */
export function sameCheck(a: CheckData, b: CheckData): boolean {
  const key = ({ subject: about, matcher, args }: CheckData) => JSON.stringify([about, matcher, args])
  return key(a) === key(b)
}
