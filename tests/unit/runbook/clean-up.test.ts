import { expect, test } from '@playwright/test'
import { CleanUp } from '../../../src/runbook/run/clean-up.ts'

test('CleanUp gives everything back, the last first, and tells what failed', async () => {
  const lines: string[] = []
  const done: string[] = []
  const cleanUp = new CleanUp((line) => lines.push(line))
  cleanUp.add('a', () => void done.push('a'))
  cleanUp.add('b', () => Promise.reject(new Error('it is gone')))
  cleanUp.add('c', () => {
    throw new Error('not now')
  })
  cleanUp.add('d', async () => void done.push('d'))
  await cleanUp.all()
  await cleanUp.all()
  expect(done).toEqual(['d', 'a'])
  expect(lines).toEqual(['cleaning up, c: not now', 'cleaning up, b: it is gone'])
})
