import { expect, test } from '@playwright/test'
import { passesInARow } from '../../../src/suite/repetitions.ts'

const passed = { startedAt: '2026-11-27T12:00:00.000Z', durationMs: 1000 }
const failed = { ...passed, failure: 'install: check timed out' }

test('passesInARow counts from the newest run back to the last one that failed', () => {
  expect(passesInARow([])).toBe(0)
  expect(passesInARow([passed, passed])).toBe(2)
  expect(passesInARow([passed, passed, failed])).toBe(0)
  expect(passesInARow([passed, failed, passed])).toBe(1)
})
