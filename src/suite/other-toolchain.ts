import type { Evidence } from '../evidence/index.ts'
import type { Page } from '../page/index.ts'
import { matrixRecord } from './matrix.ts'

/**
 * How a run with tools and images from elsewhere differs from the recorded one in what no version decides: commands, exit codes and
 * checks, with the names of the versions made equal. What was printed is not compared. One line for each difference.
 */
export function differencesFromOtherToolchain(page: Page, run: Evidence, recorded: Evidence): string[] {
  return matrixRecord({ name: run.versions.toolchain, needs: [] }, page, run, recorded, undefined).checks
}
