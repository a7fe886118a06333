import { SharedClusters } from '../../src/suite/shared-clusters.ts'
import { test as base } from './supplied.ts'
import type { WhichOption } from './which.ts'

/** Tests that run the course's runbooks. */
export const test = base.extend<object, WhichOption & { clusters: SharedClusters }>({
  which: ['selected', { scope: 'worker', option: true }],
  /** The clusters that the runbooks of one worker share. */
  clusters: [
    async ({}, use) => {
      const clusters = new SharedClusters()
      await use(clusters)
      await clusters.end()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})
