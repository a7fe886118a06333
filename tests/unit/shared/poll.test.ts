import { expect, test } from '@playwright/test'
import { pollUntil, retryUntil } from '../../../src/shared/poll.ts'

const signal = new AbortController().signal

test('pollUntil returns the first value that is wanted', async () => {
  let calls = 0
  expect(await pollUntil(() => ++calls, { until: (value) => value === 3, interval: 1 })).toBe(3)
  expect(calls).toBe(3)
})

test('pollUntil calls once when the deadline has passed already, and returns that value', async () => {
  let calls = 0
  const deadline = performance.now() - 1
  expect(await pollUntil(() => ++calls, { until: () => false, deadline, interval: 60_000 })).toBe(1)
})

test('pollUntil asks for the interval before each wait', async () => {
  const waits: number[] = []
  const interval = () => (waits.push(waits.length + 1), 1)
  let calls = 0
  await pollUntil(() => ++calls, { until: (value) => value === 3, interval })
  expect(waits).toEqual([1, 2])
})

test('pollUntil ends a wait when its signal is aborted', async () => {
  const controller = new AbortController()
  const polling = pollUntil(() => undefined, { until: () => false, interval: 60_000, signal: controller.signal })
  controller.abort()
  await expect(polling).rejects.toThrow(/abort/i)
})

test('pollUntil passes on what the function throws', async () => {
  const fails = () => Promise.reject(new Error('no answer'))
  await expect(pollUntil(fails, { until: () => true, interval: 1 })).rejects.toThrow('no answer')
})

test('retryUntil throws the last error once the signal is aborted', async () => {
  const fails = () => Promise.reject(new Error('no answer'))
  const options = { deadline: Infinity, interval: 60_000, signal: AbortSignal.abort() }
  await expect(retryUntil(fails, options)).rejects.toThrow('no answer')
})

test('retryUntil returns a value of undefined', async () => {
  expect(await retryUntil(async () => undefined, { deadline: Infinity, interval: 1, signal })).toBeUndefined()
})
