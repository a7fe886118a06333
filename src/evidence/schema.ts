import { z } from 'zod'
import { checkData, hasMatcher } from '../checks/index.ts'

/** The number of this file's shape. Evidence of another number is refused with what to do. */
export const SCHEMA = 3

/** What a command or check printed or saw, fit for a page: secrets redacted, control bytes made visible. */
const output = z.strictObject({
  /** At most 64 KiB: the whole, or its head and tail around a line that says how much is left out. */
  text: z.string(),
  /** Bytes printed in all, before redaction. */
  bytes: z.int().nonnegative(),
  /** SHA-256, in hex, of the whole output as text in UTF-8: secrets redacted, control bytes made visible. Of `text`, unless it was cut. */
  sha256: z.string(),
  /** True when `text` is not the whole. */
  truncated: z.boolean(),
  /** How many secrets were redacted; absent: none. In the text each is "[redacted: what it was]". */
  redacted: z.int().positive().optional(),
})

/** One thing that had to be true after a command. */
const checkRecord = z
  .strictObject({
    ...checkData,
    /**
     * Tried before the command: `false` is what makes the check prove something. `unknown`: an error, or no answer in time,
     * which proves nothing. `not tried`: it is about the output.
     */
    before: z.enum(['true', 'false', 'unknown', 'not tried']),
    /** What was seen then, or why nothing was, secrets redacted. */
    observedBefore: z.string(),
    /** What was seen when it passed (or at the deadline), secrets redacted. */
    observed: z.string(),
    passed: z.boolean(),
    /** Milliseconds from the end of the command until it passed. */
    waitedMs: z.int().nonnegative(),
  })
  .refine(hasMatcher, { error: 'is not a matcher of that subject', path: ['matcher'] })

/** Requests sent without a pause from before a change until after it. */
const trafficRecord = z.strictObject({
  /** "shop/client to http://payments.payments:8080/". */
  route: z.string(),
  requests: z.int().nonnegative(),
  failures: z.int().nonnegative(),
  /** The first failures, secrets redacted, at most 10. */
  firstFailures: z.array(z.string()),
  /** The step before whose command it began and the step after whose checks it ended. */
  fromStep: z.string(),
  toStep: z.string(),
})

/** One object that changed while a step ran, from its command's start to the end of its checks. */
const changeRecord = z.strictObject({
  verb: z.enum(['created', 'changed', 'deleted']),
  /** Kind with its group, namespace and name: "Deployment.apps payments/payments". */
  object: z.string(),
  /** Of a changed object, the paths that differ; of Secrets, names of keys and never values. */
  fields: z.array(z.string()),
  /** What belongs to it and came or went with it: "created ReplicaSet.apps ×1". */
  owned: z.array(z.string()),
})

const stepRecord = z.strictObject({
  id: z.string(),
  /** The page's bytes. */
  command: z.string(),
  /** SHA-256, in hex, of the command: the file that bash sourced. */
  sha256: z.string(),
  exitCode: z.int(),
  /** Exit status of each part of the last pipeline. */
  pipeStatus: z.array(z.int()),
  /** Milliseconds that the command took. */
  durationMs: z.int().nonnegative(),
  output,
  checks: z.array(checkRecord),
  changes: z.array(changeRecord),
  /** On a cluster of somebody's own: why exit code and checks are of the course's example and were not looked at. */
  notCompared: z.string().optional(),
  passed: z.boolean(),
})

/** How much of the runbook a run was about. */
const scope = z.strictObject({
  /** True when every step was to run, in the page's order, from the page's start state. */
  whole: z.boolean(),
  /** How a part was chosen: "--from precheck", "--only precheck", "skipped: precheck"; empty for the whole. */
  reason: z.string(),
  /** The steps of the page that did not run, in its order: left out, or not reached. */
  notRun: z.array(z.string()),
  /** The variables that had another value than the page's. */
  setVariables: z.array(z.string()),
})

/** What a run was on. */
export const versionsSchema = z.strictObject({
  /** Of the `istioctl` that the page's commands found. */
  istio: z.string(),
  /** What made the start state, if that was another version. */
  startIstio: z.string().optional(),
  /** Versions that were there beside the default, by minor version: `istioctl-1.30` was that of `1.30`. */
  otherIstio: z.record(z.string(), z.string()).optional(),
  kubernetes: z.string(),
  kind: z.string(),
  envoy: z.string(),
  /** Where tools and images came from: the publishers' releases, or our own build of their sources. */
  toolchain: z.enum(['published', 'source']),
})

/** Of a run on a cluster of somebody's own. */
const ownCluster = z.strictObject({
  /** Its name in that person's kubeconfig. */
  context: z.string(),
  /** Of namespace `kube-system`; absent: that person may not read it. */
  uid: z.string().optional(),
  use: z.enum(['read', 'change', 'break']),
  /** The start state was made by the run, or was there and proven by its checks; absent: the page has none, or reads. */
  startState: z.enum(['made', 'there']).optional(),
  /** Commands that take back what stands, in order; empty: nothing stands. */
  takeBack: z.array(z.string()),
  /** What differs after the run although no object of the plan does: changed by others, or by what the commands set off. */
  elsewhere: z.array(z.string()),
})

/** What one run of a runbook proved. Written by `npm run record`, shown by the page. */
export const evidenceSchema = z.strictObject({
  schema: z.literal(SCHEMA),
  runbook: z.string(),
  /** SHA-256 over all that the proof depends on, as it was when the run was planned; see `proofHash`. */
  proofHash: z.string(),
  /** The commit checked out when the run was planned, for information. */
  commit: z.string().nullable(),
  scope,
  variables: z.record(z.string(), z.string()),
  versions: versionsSchema,
  /** `linux/amd64`. */
  platform: z.string(),
  /**
   * How what a command left running was looked for where there is no `/proc`: by the programs `ps` and `lsof`, or not at
   * all. Absent: in `/proc`.
   */
  processesSeenBy: z.enum(['ps', 'none']).optional(),
  /** ISO 8601, UTC. */
  startedAt: z.iso.datetime(),
  /** Milliseconds from the first step of the runbook to the end of its clean-up, start state not counted. */
  durationMs: z.int().nonnegative(),
  /** The runbooks whose steps made the start state, first one first. */
  startState: z.array(z.string()),
  /** Whether everything that ran held and no step was skipped. How much ran, `scope` says. */
  passed: z.boolean(),
  steps: z.array(stepRecord),
  traffic: z.array(trafficRecord),
  /** The comparison of the cluster after clean-up with the one before the first step. */
  leftovers: z.strictObject({
    /** Objects compared. */
    compared: z.int().nonnegative(),
    /** Objects that differ in spite of the clean-up: "added ConfigMap istio-system/x". Empty when equal. */
    differences: z.array(z.string()),
    /** Differences that are allowed, each with its reason. */
    allowed: z.array(z.strictObject({ object: z.string(), reason: z.string() })),
  }),
  /** Absent: the run made its own cluster, and only then it is a proof of the runbook. */
  ownCluster: ownCluster.optional(),
  /** SHA-256, in hex, of all the rest, see `digestOf`. */
  digest: z.string(),
})

export type Evidence = z.infer<typeof evidenceSchema>
export type Scope = z.infer<typeof scope>
export type StepRecord = z.infer<typeof stepRecord>
export type ChangeRecord = z.infer<typeof changeRecord>
export type CheckRecord = z.infer<typeof checkRecord>
export type TrafficRecord = z.infer<typeof trafficRecord>
export type OutputRecord = z.infer<typeof output>
