import { z } from 'zod'

/** The number of this file's shape. */
const SCHEMA = 1

/** A release: three numbers. */
const release = z.string().regex(/^\d{1,4}\.\d{1,4}\.\d{1,4}$/, 'must be three numbers, as in 1.2.3')
const byMinor = z.record(z.string().regex(/^\d+\.\d+$/), z.string())

/** What a run takes from its publishers. */
const versions = z.strictObject({
  istio: z.string(),
  /** Releases of the further minor versions of Istio, by minor version. */
  otherIstio: byMinor,
  kind: z.string(),
  /** Of kubectl and of the node image. */
  kubernetes: z.string(),
})

/** What the publishers have. */
const newest = z.strictObject({
  /** The newest release of the pinned minor version of Istio. */
  istioPatch: release,
  /** The newest release of Istio. */
  istio: release,
  /** The newest releases of the further minor versions of Istio that are pinned. */
  otherIstio: z.record(z.string().regex(/^\d+\.\d+$/), release),
  kind: release,
  /** The newest release of the pinned minor version of Kubernetes. */
  kubernetesPatch: release,
  /** The newest release of Kubernetes. */
  kubernetes: release,
  /** The newest Kubernetes that the newest kind names a node image of. */
  kubernetesImage: release,
})

/** Why a runbook did not pass. */
const failure = z.strictObject({
  /** The id of the step, or words for a place outside of all steps. */
  step: z.string(),
  command: z.string(),
  /** What should have been true, a sentence for each check that failed. */
  expected: z.array(z.string()).min(1),
  seen: z.string(),
})

const result = z.strictObject({
  /** The runbook. */
  id: z.string(),
  /** `not run`: the run was broken off before it. */
  outcome: z.enum(['passed', 'failed', 'could not run', 'not run']),
  failure: failure.optional(),
})

const run = z.strictObject({
  name: z.string().regex(/^[a-z-]+$/),
  versions,
  /** Of each runbook; empty: nothing is known of this run. */
  results: z.array(result),
})

/** What is known of versions that are newer than the pinned ones. */
export const driftSchema = z.strictObject({
  schema: z.literal(SCHEMA),
  /** When the publishers were asked, ISO 8601, UTC. */
  at: z.iso.datetime(),
  /** The page of the workflow's run; absent: it was run elsewhere. */
  address: z.url({ protocol: /^https?$/ }).optional(),
  pinned: versions,
  newest,
  /** The runs on newer versions; empty: there are none. */
  runs: z.array(run),
})

/** What a run on newer versions leaves: `drift/<name>/result.json`. */
export const resultsSchema = z.array(result)

export { SCHEMA as DRIFT_SCHEMA }
export type Drift = z.infer<typeof driftSchema>
export type DriftRun = z.infer<typeof run>
export type DriftResult = z.infer<typeof result>
export type DriftFailure = z.infer<typeof failure>
export type Versions = z.infer<typeof versions>
export type Newest = z.infer<typeof newest>
