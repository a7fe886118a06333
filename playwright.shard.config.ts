import { defineConfig } from '@playwright/test'
import base from './playwright.config.ts'
import type { WhichOption } from './tests/support/which.ts'

/** The tests of a pull request. Those of the verifier itself take the toolchain `source` and stay with `npm test`. */
const PARTS = ['unit', 'site-build', 'site', 'runbooks']

/**
 * One part of the tests of a pull request, for a machine of its own: `npm run test:shard -- --project=runbooks --shard=1/6`. Every
 * runbook is run, whatever `npm test` would select. What became of the tests is a file in `blob-report/`, which
 * `PLAYWRIGHT_BLOB_OUTPUT_NAME` names; `npm run test:merge` makes one report of such files.
 */
export default defineConfig<object, WhichOption>({
  ...base,
  projects: base.projects!.filter(({ name }) => PARTS.includes(name!)).map(partOf),
  reporter: [['list'], ['blob'], ['./tests/summary.ts']],
})

/** Only the tests of the site need a site that is built, and the browser. */
function partOf(project: NonNullable<typeof base.projects>[number]) {
  if (project.name === 'site') return project
  return { ...project, dependencies: [], ...(project.name === 'runbooks' ? { use: { which: 'every' as const } } : {}) }
}
