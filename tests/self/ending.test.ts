import { existsSync } from 'node:fs'
import { listClusters } from '../../src/cluster/index.ts'
import { alone, endState, newState } from '../../src/cluster/state.ts'
import { expect, test } from '../support/supplied.ts'

test('a run that is ending is not taken for a dead one by another that is looking for those', async () => {
  const signal = new AbortController().signal
  const name = `proving-ground-ending-${process.pid}`
  const versions = { istio: '-', kubernetes: '-', kind: '-', envoy: '-', supplier: 'source' } as const
  const state = { name, kept: false, createdAt: new Date().toISOString(), tools: '-', kind: '-', versions }
  const { directory, lock } = await newState(state, signal)
  const { ending, found } = await alone(signal, async () => {
    const ending = endState(directory, lock)
    return { ending, found: (await listClusters()).find((cluster) => cluster.name === name) }
  })
  expect(found?.use).toBe('owned')
  await ending
  expect(existsSync(directory)).toBe(false)
})
