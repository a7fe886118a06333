import { expect, test } from '@playwright/test'
import type { HasSubject, Matcher } from '../../../src/checks/index.ts'
import { check, runStepFunction, type CheckRunner } from '../../../src/runbook/checks/check.ts'

const none = new AbortController().signal

/** A runner in which a check holds or fails at once, and that counts those written down and those awaited. */
function runnerOf(holds = true) {
  const seen = { taken: 0, awaited: 0 }
  const runner: CheckRunner = {
    run: () => {
      seen.taken++
      return {
        then: (onHeld, onFailed) => {
          seen.awaited++
          return (holds ? Promise.resolve() : Promise.reject(new Error('it does not hold'))).then(onHeld, onFailed)
        },
      }
    },
  }
  return { runner, seen }
}

const subject: HasSubject & { says(): Matcher } = {
  subject: { type: 'file', name: 'x' },
  says: () => ({ evaluate: () => ({ holds: true, observed: '' }) }),
}

test('a function that ends in time does, and its checks are carried out', async () => {
  const { runner, seen } = runnerOf()
  expect(await runStepFunction(runner, async () => check(subject).says(), 5000, none)).toBe('settled')
  expect(seen).toEqual({ taken: 1, awaited: 1 })
})

test('what a function throws in time is thrown', async () => {
  const body = async () => check(subject).says()
  await expect(runStepFunction(runnerOf(false).runner, body, 5000, none)).rejects.toThrow('it does not hold')
})

test('a function that never ends is late', async () => {
  expect(await runStepFunction(runnerOf().runner, () => new Promise(() => undefined), 100, none)).toBe('late')
})

test('a function that checks without end is late, although its checks hold at once, and checks no more', async () => {
  const { runner, seen } = runnerOf()
  const body = async () => {
    for (;;) await check(subject).says()
  }
  expect(await runStepFunction(runner, body, 100, none)).toBe('late')
  const { taken } = seen
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(seen.taken).toBe(taken)
})

test('an interruption ends the waiting for a function', async () => {
  const interrupted = new AbortController()
  const running = runStepFunction(runnerOf().runner, () => new Promise(() => undefined), 60_000, interrupted.signal)
  interrupted.abort()
  expect(await running).toBe('interrupted')
})

test('a check that is not awaited is not begun', async () => {
  const { runner, seen } = runnerOf()
  await runStepFunction(runner, async () => void check(subject).says(), 5000, none)
  expect(seen).toEqual({ taken: 1, awaited: 0 })
})
