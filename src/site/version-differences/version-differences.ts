import { z } from 'zod'
import {
  VERSION_DIFFERENCES,
  versionDifferencesSchema,
  type Difference,
  type VersionDifferences,
} from '../../version-differences/schema.ts'
import { readData, stepReference } from '../shared/content-data.ts'

/** The file that says which step shows a difference. */
const SHOWN_FILE = 'content/version-differences.yaml'

const shown = z.strictObject({
  where: z.string(),
  what: z.string(),
  /** The step whose run shows it. */
  shown: stepReference,
})

export type Part = 'commands' | 'crds' | 'charts' | 'profiles'

/** A difference as the page shows it. */
export interface ShownDifference extends Difference {
  /** The profiles that have it in common; only among profiles. */
  profiles?: string[]
  /** The step whose run shows it. */
  shown?: string | undefined
}

/** What was compared, with the step that shows each difference, where there is one. @throws Error that names what does not fit */
export async function loadVersionDifferences(): Promise<VersionDifferences & Record<Part, ShownDifference[]>> {
  const differences = await readData(VERSION_DIFFERENCES, versionDifferencesSchema)
  const entries = await readData(SHOWN_FILE, z.array(shown))
  return withSteps(differences, entries)
}

/** @throws Error that names an entry without its difference */
export function withSteps(
  differences: VersionDifferences,
  entries: readonly z.infer<typeof shown>[],
): VersionDifferences & Record<Part, ShownDifference[]> {
  const unused = new Set(entries)
  const add = <One extends ShownDifference>(list: readonly One[]) =>
    list.map((one) => {
      const entry = entries.find(({ where, what }) => where === one.where && what === one.what)
      if (entry) unused.delete(entry)
      return { ...one, shown: entry?.shown }
    })
  const { commands, crds, charts, profiles } = differences
  const all = {
    ...differences,
    commands: add(commands),
    crds: add(crds),
    charts: add(charts),
    profiles: add(profiles),
  }
  const [first] = unused
  if (first) throw new Error(`${SHOWN_FILE}: ${VERSION_DIFFERENCES} has no difference ${first.where}, ${first.what}`)
  return all
}
