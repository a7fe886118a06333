import { defineConfig } from '@playwright/test'
import { CHROMIUM } from './tests/support/chromium.ts'

const ci = Boolean(process.env['CI'])

/** As root there is no sandbox; the rest keeps Chromium from calling home. */
const browser = {
  executablePath: CHROMIUM,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}

/** One runner for all kinds of tests: one summary, one JUnit file. Flaky is broken, so there are no retries. */
export default defineConfig({
  testDir: 'tests',
  retries: 0,
  forbidOnly: ci,
  // Runbooks mostly wait for a cluster: two of them leave room for a browser on two cores.
  workers: 3,
  timeout: 30_000,
  outputDir: 'test-results/artifacts',
  reporter: [['list'], ['junit', { outputFile: 'test-results/junit.xml' }], ['./tests/summary.ts']],
  // Each pattern begins with tests/: tests/unit has folders of the same names.
  projects: [
    // Seconds on a quiet machine; a busy one must not make them red.
    { name: 'unit', testMatch: ['tests/unit/**/*.test.ts', 'tests/runbooks/proofs.test.ts'], timeout: 120_000 },
    { name: 'site-build', testMatch: 'tests/site/build.setup.ts', workers: 1 },
    // What depends on nothing would run before the site's tests, not beside them: Playwright runs level by level.
    {
      name: 'self',
      testMatch: 'tests/self/**/*.test.ts',
      timeout: 120_000,
      workers: 1,
      dependencies: ['site-build'],
    },
    {
      name: 'runbooks',
      testMatch: 'tests/runbooks/**/*.test.ts',
      testIgnore: 'tests/runbooks/proofs.test.ts',
      timeout: 20 * 60_000,
      workers: 2,
      dependencies: ['site-build'],
    },
    {
      name: 'site',
      testMatch: 'tests/site/**/*.test.ts',
      // Some go through every page of the course.
      timeout: 600_000,
      workers: 1,
      dependencies: ['site-build'],
      // An element that is not there is named after a minute, not when the whole test has used up its time.
      use: { launchOptions: browser, actionTimeout: 60_000 },
    },
    // What these leave behind on purpose, any other run would clean up: they need the machine for themselves.
    {
      name: 'interrupted',
      testMatch: 'tests/interrupted/**/*.test.ts',
      workers: 1,
      dependencies: ['self', 'runbooks'],
    },
  ],
})
