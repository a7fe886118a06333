import { expect, test as base } from '@playwright/test'

/** What a test run is about. */
export interface WhichOption {
  /**
   * `selected`: the runbooks that fit into the time of `npm test`; `all`: those that have not passed as they are now; `every`:
   * every one, on other machines than those that the passes are of.
   */
  which: 'selected' | 'all' | 'every'
}

/** Tests that depend on which runbooks are run. */
export const test = base.extend<object, WhichOption>({
  which: ['selected', { scope: 'worker', option: true }],
})
export { expect }
