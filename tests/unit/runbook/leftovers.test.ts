import { expect, test } from '@playwright/test'
import type { Snapshot } from '../../../src/kubernetes/index.ts'
import { compareLeftovers } from '../../../src/runbook/run/leftovers.ts'
import { retryUntil } from '../../../src/shared/poll.ts'

const empty: Snapshot = new Map()
const left: Snapshot = new Map([['ReplicaSet.apps istio-system/istiod-6957867fc6', '1']])
const allowed = [{ object: 'ReplicaSet.apps istio-system/istiod-*', reason: 'a Deployment keeps its old one' }]
const never = new AbortController().signal

test('compareLeftovers refuses a leftover that is allowed and does not occur', () => {
  expect(compareLeftovers(empty, left, allowed, 'full').differences).toEqual([])
  expect(compareLeftovers(empty, empty, allowed, 'full').differences).toHaveLength(1)
  expect(compareLeftovers(left, left, allowed, 'full').differences).toHaveLength(1)
})

test('compareLeftovers asks for no allowed leftover when not all steps may have run', () => {
  expect(compareLeftovers(empty, empty, allowed, 'partial').differences).toEqual([])
})

test('compareLeftovers calls what no script names a difference, whatever part of the page was run', () => {
  for (const scope of ['full', 'partial'] as const)
    expect(compareLeftovers(empty, left, [], scope).differences).toEqual([
      'added ReplicaSet.apps istio-system/istiod-6957867fc6',
    ])
})

test('retryUntil asks again when a connection is closed, until the deadline', async () => {
  let tries = 0
  const take = () => (++tries < 3 ? Promise.reject(new Error('socket hang up')) : Promise.resolve('seen'))
  expect(await retryUntil(take, { deadline: performance.now() + 60_000, interval: 500, signal: never })).toBe('seen')
  const gone = () => Promise.reject(new Error('socket hang up'))
  await expect(retryUntil(gone, { deadline: performance.now() - 1, interval: 500, signal: never })).rejects.toThrow(
    'socket hang up',
  )
})
