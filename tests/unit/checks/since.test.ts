import { expect, test } from '@playwright/test'
import { checkData, isReached, sentenceOf, type Assertion } from '../../../src/checks/index.ts'
import { check, forVersions, withCheckRunner } from '../../../src/runbook/checks/check.ts'
import { z } from 'zod'

const VERSIONS = { istio: '1.30-dev.9739e10eb9d7', kubernetes: '1.36.3' }
const output = {
  subject: { type: 'output' as const },
  contains: () => ({ evaluate: () => ({ holds: true, observed: '' }) }),
}

test('isReached compares minor versions as numbers, and takes a build of a release branch for its version', () => {
  const reached = (
    ['istio-1.9', 'istio-1.30', 'istio-1.31', 'istio-2.0', 'kubernetes-1.36', 'kubernetes-1.37'] as const
  ).filter((since) => isReached(since, VERSIONS))
  expect(reached).toEqual(['istio-1.9', 'istio-1.30', 'kubernetes-1.36'])
})

test('a check with since is made on that version and later ones only, and the others are made everywhere', async () => {
  const made: Assertion[] = []
  const runner = forVersions(VERSIONS, { run: (assertion) => (made.push(assertion), Promise.resolve()) })
  await withCheckRunner(runner, async () => {
    await check(output, 'on every version').contains()
    await check(output, 'on 1.30').since('istio-1.30').contains()
    await check(output, 'on 1.31').since('istio-1.31').contains()
  })
  expect(made.map(sentenceOf)).toEqual(['on every version', 'on 1.30 (since Istio 1.30)'])
})

test('a check in evidence is refused when its since names no version', () => {
  const given = (since: string) => ({ subject: { type: 'output' }, matcher: 'contains', args: ['x'], since })
  const schema = z.strictObject(checkData)
  expect(schema.safeParse(given('kubernetes-1.35')).success).toBe(true)
  for (const wrong of ['1.35', 'kubernetes', 'kubernetes-1', 'envoy-1.31', 'istio-1.x'])
    expect(schema.safeParse(given(wrong)).success, wrong).toBe(false)
})
