import { expect, test as base } from '@playwright/test'
import { npmRun } from './project.ts'

/**
 * Tests of runs on a cluster. What clusters are made of is got before the first one's own time begins: on a new machine it
 * is built from source, which takes a quarter of an hour.
 */
export const test = base.extend<object, { supplied: void }>({
  supplied: [
    async ({}, use) => {
      const { code, text } = await npmRun(['cluster', 'prepare'])
      expect(code, text).toBe(0)
      await use()
    },
    { scope: 'worker', auto: true, timeout: 40 * 60_000 },
  ],
})
export { expect }
