import { z } from 'zod'

/** The file that `npm run compare-versions` writes, below the project. */
export const VERSION_DIFFERENCES = 'content/version-differences.json'

const difference = z.strictObject({
  /** The command, CRD, chart, profile or object that differs. */
  where: z.string(),
  /** The flag, the path of the field or the key in it. */
  what: z.string(),
  /** In the older version; absent: it does not have this. */
  from: z.string().optional(),
  /** In the newer version; absent: it does not have this. */
  to: z.string().optional(),
})

/** What two versions have that is not the same. */
export type Difference = z.infer<typeof difference>

/** With the profiles that have the difference in common. */
const profileDifference = difference.extend({ profiles: z.array(z.string()) })

export type ProfileDifference = z.infer<typeof profileDifference>

const version = z.strictObject({
  version: z.string(),
  /** Of the Go module `istio.io/istio`. */
  module: z.string(),
})

/** What two versions of Istio have that is not the same. */
export const versionDifferencesSchema = z.strictObject({
  older: version,
  newer: version,
  /** How many facts of the newer version were compared. */
  compared: z.strictObject({ commands: z.int(), crds: z.int(), charts: z.int(), profiles: z.int() }),
  commands: z.array(difference),
  crds: z.array(difference),
  charts: z.array(difference),
  profiles: z.array(profileDifference),
})

export type VersionDifferences = z.infer<typeof versionDifferencesSchema>
