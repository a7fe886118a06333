import { z } from 'zod'
import { visible } from '../evidence/index.ts'

/** The number of this file's shape. */
const SCHEMA = 1

/** Any text; what a terminal or a browser would act on is made visible, since the file may come from elsewhere. */
const text = z.string().transform(visible)

/** A release: three numbers. */
const release = z.string().regex(/^\d{1,4}\.\d{1,4}\.\d{1,4}$/, 'must be three numbers, as in 1.2.3')
const minor = z.string().regex(/^\d+\.\d+$/, 'must be a minor version, as in 1.30')

/** What a run takes from its publishers. */
const versions = z.strictObject({
  istio: text,
  /** Releases of the further minor versions of Istio, by minor version. */
  otherIstio: z.record(minor, text),
  kind: text,
  /** Of kubectl and of the node image. */
  kubernetes: text,
})

/** What the publishers have. */
const newest = z.strictObject({
  /** The newest release of the pinned minor version of Istio. */
  istioPatch: release,
  /** The newest release of Istio. */
  istio: release,
  /** The newest releases of the further minor versions of Istio that are pinned. */
  otherIstio: z.record(minor, release),
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
  step: text,
  command: text,
  /** What should have been true, a sentence for each check that failed. */
  expected: z.array(text).min(1),
  seen: text,
})

const result = z.strictObject({
  /** The runbook. */
  id: text,
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
