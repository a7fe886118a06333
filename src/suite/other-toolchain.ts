import type { Evidence } from '../evidence/index.ts'
import type { Page } from '../page/index.ts'
import { matrixRecord } from './matrix.ts'

/**
 * How a run with tools and images from elsewhere differs from the recorded one in what no version decides: commands, exit codes and
 * checks, with the names of the versions made equal. What was printed is not compared. One line for each difference.
 */
export function differencesFromOtherToolchain(page: Page, run: Evidence, recorded: Evidence): string[] {
  const named = withRecordedNames(run, recorded)
  return matrixRecord({ name: run.versions.toolchain, needs: [] }, page, named, recorded, undefined).checks
}

/** The run with the recorded names of the versions beside the default, which `matrixRecord` leaves. */
function withRecordedNames(run: Evidence, recorded: Evidence): Evidence {
  const names = [
    [run.versions.startIstio, recorded.versions.startIstio],
    ...Object.entries(run.versions.otherIstio ?? {}).map(([minor, name]) => [
      name,
      recorded.versions.otherIstio?.[minor],
    ]),
  ]
  const renamed = names.reduce(
    (text, [from, to]) => (from === undefined || to === undefined ? text : text.replace(whole(from), () => to)),
    JSON.stringify(run),
  )
  return JSON.parse(renamed) as Evidence
}

/** A version where it is no part of a longer one: 1.30.9 is not in 1.30.99. */
function whole(version: string): RegExp {
  return new RegExp(`(?<![\\d.])${RegExp.escape(version)}(?!\\d)`, 'g')
}
