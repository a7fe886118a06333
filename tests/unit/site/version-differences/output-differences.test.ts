import { expect, test } from '@playwright/test'
import type { MatrixRecord } from '../../../../src/evidence/index.ts'
import type { Runbook } from '../../../../src/site/runbook/runbook.ts'
import { outputDifferences } from '../../../../src/site/version-differences/output-differences.ts'
import { evidenceOf, none, page } from '../runbook/pages.ts'

const STEPS = [
  ['id="first" readOnly', 'kubectl get pods'],
  ['id="second" readOnly', 'istioctl version'],
] as const

type Output = MatrixRecord['outputs'][number]
const lines = (first: string[], count = first.length) => ({ first, count })

/** A runbook that ran with `cell` too and printed `outputs` there. */
async function ranOn(cell: string, outputs: Output[]): Promise<Runbook> {
  const made = await page(STEPS.map(([attributes, command]) => [attributes, command]))
  const { versions } = evidenceOf(made, '')
  const startedAt = '2026-11-27T00:00:00.000Z'
  const record = { cell, id: made.id, versions, proofHash: 'f'.repeat(64), startedAt, steps: 2, checks: [], outputs }
  return { page: made, proof: none, otherVersions: [record] }
}

test('outputDifferences gives what only one version printed, in the order of the steps, with the number of lines left out', async () => {
  const second = { step: 'second', added: lines(['old'], 4), missing: lines(['new'], 2) }
  const first = { step: 'first', added: lines(['was']), missing: lines([]) }
  const { runbooks, differences } = outputDifferences([await ranOn('istio-1.30', [second, first])], 'istio-1.30')
  expect(runbooks).toBe(1)
  expect(differences.map(({ step, ...lists }) => ({ id: step.step.id, number: step.number, ...lists }))).toEqual([
    { id: 'first', number: 1, older: ['was'], newer: [], more: 0 },
    { id: 'second', number: 2, older: ['old'], newer: ['new'], more: 4 },
  ])
})

test('outputDifferences leaves out a step that the page has no more, and runs on other versions', async () => {
  const gone = { step: 'gone', added: lines(['x']), missing: lines([]) }
  const here = { step: 'first', added: lines(['x']), missing: lines([]) }
  const runbooks = [await ranOn('istio-1.30', [gone]), await ranOn('kubernetes-1.35', [here])]
  expect(outputDifferences(runbooks, 'istio-1.30')).toEqual({ runbooks: 1, differences: [] })
})
