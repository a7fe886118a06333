import { defineConfig } from '@playwright/test'
import type { WhichOption } from './tests/support/which.ts'

/**
 * Every runbook that has not passed as it is now. Each pass is written to `evidence/passes.json` at once, so the same command
 * goes on with a run that was broken off. `npm run test:all -- --shard 1/3` runs a part, `-- --grep "<id> "` one. And what takes too
 * long for `npm test`: `-- --project=published` alone.
 */
export default defineConfig<object, WhichOption>({
  testDir: 'tests/runbooks',
  retries: 0,
  workers: 2,
  timeout: 20 * 60_000,
  outputDir: 'test-results/all',
  use: { which: 'all' },
  projects: [
    { name: 'runbooks', testMatch: 'runbooks.test.ts' },
    // A test that fails ends its worker, and with it a cluster that is shared: so these have workers of their own.
    { name: 'proofs', testMatch: 'proofs.test.ts' },
    { name: 'published', testDir: 'tests/all', workers: 1 },
  ],
  reporter: [
    ['list'],
    ['junit', { outputFile: 'test-results/all.xml' }],
    ['./tests/passes.ts'],
    ['./tests/summary.ts'],
  ],
})
