import { expect, test } from '@playwright/test'
import { checkLine, runFacts, trafficLine } from '../../../../src/site/runbook/check-words.ts'
import type { Evidence } from '../../../../src/evidence/index.ts'

test('checkLine has what was seen before and after only where that tells something', () => {
  const data = { subject: { type: 'output' as const }, matcher: 'contains', args: ['x'], sentence: 's' }
  const check = { ...data, passed: true, waitedMs: 0 }
  expect(checkLine({ ...check, before: 'not tried', observedBefore: '', observed: 'a row' })).toEqual({ sentence: 's' })
  expect(checkLine({ ...check, before: 'false', observedBefore: 'old', observed: 'new' })).toEqual({
    sentence: 's',
    was: 'old',
    now: 'new',
  })
  expect(checkLine({ ...check, before: 'true', observedBefore: 'same', observed: 'same' })).toEqual({
    sentence: 's',
    now: 'same',
  })
  expect(checkLine({ ...check, before: 'unknown', observedBefore: 'error: socket hang up', observed: 'new' })).toEqual({
    sentence: 's',
    was: 'not known',
    now: 'new',
  })
})

test('trafficLine counts requests that went out while the step ran, and no others', () => {
  const step = (id: string) => ({ id, exitCode: 1, durationMs: 900, command: `ask "$${id.toUpperCase()}"` })
  const span = { route: 'a to b', requests: 3, failures: 0, firstFailures: [], fromStep: 'b', toStep: 'c' }
  const evidence = {
    startedAt: '2026-11-01T12:00:00.000Z',
    versions: { istio: '1.2.3', kubernetes: '1.36.3' },
    variables: { A: 'one', B: 'two' },
    steps: ['a', 'b', 'c', 'd'].map(step),
    traffic: [span, { ...span, requests: 4, failures: 1, toStep: 'd' }],
  } as unknown as Evidence
  expect(trafficLine(evidence, 'a')).toBeUndefined()
  expect(trafficLine(evidence, 'd')).toBe('4 requests, from before step 2 until after step 4, over one route: 1 failed')
  expect(trafficLine(evidence, 'b')).toBe('7 requests, from before step 2 until after step 4, over 2 routes: 1 failed')
  expect(runFacts(evidence, 'a')).toEqual([
    ['Ran', '2026-11-01'],
    ['Exit', '1, after 0.9 s'],
    ['Istio', '1.2.3'],
    ['Kubernetes', '1.36.3'],
    ['A', 'one'],
  ])
})
