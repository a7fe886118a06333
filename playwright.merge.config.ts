import { defineConfig } from '@playwright/test'

/**
 * One report of the parts that ran on several machines: `npm run test:merge -- <directory>`. The parts ran in directories of
 * other names, so the directory of the tests has to be said.
 */
export default defineConfig({
  testDir: 'tests',
  reporter: [
    ['html', { open: 'never', outputFolder: 'playwright-report' }],
    ['junit', { outputFile: 'test-results/junit.xml' }],
    ['./tests/summary.ts'],
  ],
})
