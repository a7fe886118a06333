import { expect, test } from '@playwright/test'
import type { DriftResult } from '../../../../src/drift/index.ts'
import { failureText, newerRuns, newerVersions } from '../../../../src/site/status/newer-versions.ts'
import { madeUpDrift } from '../../../support/made-up-drift.ts'

const passed: DriftResult = { id: 'a', outcome: 'passed' }
const failed: DriftResult = { id: 'b', outcome: 'failed' }
const ON = 'On Istio 1.31.10 and 1.30.8, Kubernetes 1.36.4, kind 0.33.0,'

const sentences: [results: DriftResult[], says: string, failures: number][] = [
  [[passed, passed], `${ON} all 2 runbooks passed.`, 0],
  [[passed, failed, { id: 'c', outcome: 'not run' }], `${ON} 1 of 3 runbooks passed.`, 2],
  [[], `${ON} nothing is known of what came of it.`, 0],
]
for (const [results, says, failures] of sentences) {
  test(`newerRuns says "${says}"`, () => {
    const [run] = newerRuns(madeUpDrift(results))
    expect(run!.sentence).toBe(says)
    expect(run!.failures).toHaveLength(failures)
  })
}

test('newerVersions has a row for each part, and says which Kubernetes has an image', () => {
  const drift = madeUpDrift([])
  expect(newerVersions(drift).map(({ part, newest }) => [part, newest])).toEqual([
    ['Istio', '1.32.1'],
    ['Istio 1.30, for upgrades', '1.32.1'],
    ['Kubernetes', '1.37.1; 1.36.4 is the newest with an image of kind'],
    ['kind', '0.33.0'],
  ])
  const kind = newerVersions({ ...drift, newest: { ...drift.newest, kind: '0.40.0', kubernetesImage: '1.37.1' } })
  expect(kind.slice(-2)).toEqual([
    { part: 'Kubernetes', pinned: '1.36.4', patch: '1.36.4', newest: '1.37.1' },
    { part: 'kind', pinned: '0.33.0', patch: 'not looked up', newest: '0.40.0' },
  ])
})

test('failureText has the command, each sentence that was expected, and what was seen', () => {
  const failure = { step: 'a', command: 'kubectl get pods', expected: ['one', 'two'], seen: 'three' }
  expect(failureText(failure)).toBe('$ kubectl get pods\nexpected: one\nexpected: two\nseen: three')
})
