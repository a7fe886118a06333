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

test('runStepFunction carries out the checks of a function that ends in time', async () => {
  const { runner, seen } = runnerOf()
  expect(await runStepFunction(runner, async () => check(subject).says(), 5000, none)).toBe('settled')
  expect(seen).toEqual({ taken: 1, awaited: 1 })
})

test('runStepFunction throws what the function throws in time', async () => {
  const body = async () => check(subject).says()
  await expect(runStepFunction(runnerOf(false).runner, body, 5000, none)).rejects.toThrow('it does not hold')
})

test('runStepFunction calls a function late that never ends', async () => {
  expect(await runStepFunction(runnerOf().runner, () => new Promise(() => undefined), 100, none)).toBe('late')
})

test('runStepFunction calls a function late that checks without end, and checks no more', async () => {
  const { runner, seen } = runnerOf()
  const body = async () => {
    for (;;) await check(subject).says()
  }
  expect(await runStepFunction(runner, body, 100, none)).toBe('late')
  const { taken } = seen
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(seen.taken).toBe(taken)
})

test('runStepFunction ends its wait when the run is interrupted', async () => {
  const interrupted = new AbortController()
  const running = runStepFunction(runnerOf().runner, () => new Promise(() => undefined), 60_000, interrupted.signal)
  interrupted.abort()
  expect(await running).toBe('interrupted')
})

test('runStepFunction does not begin a check that is not awaited', async () => {
  const { runner, seen } = runnerOf()
  await runStepFunction(runner, async () => void check(subject).says(), 5000, none)
  expect(seen).toEqual({ taken: 1, awaited: 0 })
})
