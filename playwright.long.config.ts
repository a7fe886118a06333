import { defineConfig } from '@playwright/test'

/** What takes hours: each runbook ten times in a row, and every mutant of some. `npm run test:long -- --grep <id>` runs a part. */
export default defineConfig({
  testDir: 'tests/long',
  retries: 0,
  workers: 2,
  fullyParallel: true,
  timeout: 3 * 3_600_000,
  outputDir: 'test-results/long',
  reporter: [['list'], ['junit', { outputFile: 'test-results/long.xml' }], ['./tests/summary.ts']],
})
