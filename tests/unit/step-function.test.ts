import { expect, test } from '@playwright/test'
import type { Claim } from '../../src/claim.ts'
import { AfterBench, CheckFailed } from '../../src/runbook/after.ts'
import { check } from '../../src/runbook/check.ts'
import { runFunction } from '../../src/runbook/step-function.ts'

const none = new AbortController().signal
const bench = () => new AfterBench([], new Map(), performance.now() + 5000, none)
const subject = (holds: boolean, aboutOutput = true) => ({
  says: (): Claim => ({ sentence: 's', aboutOutput, look: () => ({ holds, saw: 'x' }) }) as unknown as Claim,
})

test('a function that ends in time does, and its checks are counted', async () => {
  const where = bench()
  expect(await runFunction(where, async () => check(subject(true)).says(), 5000, none)).toBe('settled')
  expect(where.results).toHaveLength(1)
})

test('what a function throws in time is thrown', async () => {
  const body = async () => check(subject(false)).says()
  await expect(runFunction(bench(), body, 5000, none)).rejects.toThrow(CheckFailed)
})

test('a function that never ends is late', async () => {
  expect(await runFunction(bench(), () => new Promise(() => undefined), 100, none)).toBe('late')
})

test('a function that checks without end is late, although its checks hold at once, and checks no more', async () => {
  const where = bench()
  const body = async () => {
    for (;;) await check(subject(true)).says()
  }
  expect(await runFunction(where, body, 100, none)).toBe('late')
  const count = where.results.length
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(where.results).toHaveLength(count)
})

test('an interruption ends the waiting for a function', async () => {
  const interrupted = new AbortController()
  const running = runFunction(bench(), () => new Promise(() => undefined), 60_000, interrupted.signal)
  interrupted.abort()
  expect(await running).toBe('interrupted')
})

test('a check that is not awaited is still seen as such', async () => {
  const where = bench()
  await runFunction(where, async () => void check(subject(true)).says(), 5000, none)
  expect(where.pending).toHaveLength(1)
})
