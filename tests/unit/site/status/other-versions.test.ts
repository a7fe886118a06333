import { expect, test } from '@playwright/test'
import type { MatrixRecord } from '../../../../src/evidence/index.ts'
import type { Runbook } from '../../../../src/site/runbook/runbook.ts'
import { sumsOfOtherVersions } from '../../../../src/site/status/other-versions.ts'
import { evidenceOf, page } from '../runbook/pages.ts'

/** A runbook whose recorded run has the hash `proofHash`, with runs on other versions. */
async function ran(id: string, proofHash: string, runs: Partial<MatrixRecord>[]): Promise<Runbook> {
  const made = { ...(await page([['id="look" readOnly', 'kubectl get pods']])), id }
  const evidence = { ...evidenceOf(made, ''), proofHash }
  const otherVersions = runs.map((one) => ({
    cell: 'kubernetes-1.35',
    id,
    versions: { ...evidence.versions, istio: '1.31.0', kubernetes: '1.35.4', toolchain: 'source' as const },
    proofHash: 'now',
    startedAt: '2026-11-27T00:00:00.000Z',
    steps: 1,
    checks: [],
    outputs: [],
    ...one,
  }))
  return { page: made, proof: { state: 'verified', evidence }, otherVersions }
}

test('sumsOfOtherVersions counts what passed for each pair of versions, and names what stopped and what is older than its page', async () => {
  const stopped = { stoppedAt: { step: 'look', seen: 'no such pod' } }
  const [sum, ...others] = sumsOfOtherVersions([
    await ran('passes', 'now', [{}]),
    await ran('changed', 'later', [{}]),
    await ran('stops', 'now', [stopped]),
    await ran('never', 'now', []),
  ])
  expect(others).toEqual([])
  expect(sum).toMatchObject({
    versions: 'Istio 1.31.0, built from source, with Kubernetes 1.35.4',
    passed: 2,
    stopped: [{ id: 'stops' }],
    old: 1,
  })
})
