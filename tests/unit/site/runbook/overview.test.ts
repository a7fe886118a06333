import { expect, test } from '@playwright/test'
import { overview, stepKind } from '../../../../src/site/runbook/overview.ts'
import { runbooks, proofOf, none, page, evidenceOf } from './pages.ts'

test('the overview counts the steps of each runbook by what they do', () => {
  for (const runbook of runbooks) {
    const { steps, changing, undoing } = overview(runbook, proofOf(runbook))
    const [all = 0, ...parts] = [...steps.matchAll(/\d+/g)].map(Number)
    expect(all, runbook.id).toBe(runbook.steps.length)
    expect(
      parts.reduce((sum, n) => sum + n),
      runbook.id,
    ).toBe(all)
    const undone = new Set(undoing.map(({ step }) => step.id))
    for (const { step } of changing)
      expect(
        step.undo.some((id) => undone.has(id)),
        `${runbook.id}: ${step.id}`,
      ).toBe(true)
  }
})

test('the overview says what changes, what is meant to fail, what is undone, and what the comparison showed', async () => {
  const x = await page(
    [
      ['id="a" changes="C" undo="u"', 'touch a'],
      ['id="f" readOnly exitCode="3" outputContains="no"', 'false'],
      ['id="r" readOnly', 'ls'],
    ],
    [['id="u" changes="C"', 'rm a']],
  )
  expect(x.steps.map((step) => stepKind(x, step))).toEqual(['changes', 'fails', 'reads', 'undoes'])
  const evidence = evidenceOf(x, 'ok\n')
  evidence.steps[0]!.changes = [
    { verb: 'created', object: 'Pod shop/a', fields: [], owned: [] },
    { verb: 'changed', object: 'Namespace shop', fields: ['metadata.labels.a'], owned: [] },
    { verb: 'created', object: 'ClusterRole.rbac.authorization.k8s.io a', fields: [], owned: [] },
    { verb: 'created', object: 'ClusterRole.rbac.authorization.k8s.io b', fields: [], owned: [] },
  ]
  evidence.leftovers = { compared: 12, differences: [], allowed: [{ object: 'Pod shop/b', reason: 'R' }] }
  expect(overview(x, { state: 'verified', evidence })).toMatchObject({
    steps: '4: 1 makes a change, 1 only reads, 1 is meant to fail, 1 undoes changes',
    where: 'in namespace shop, and cluster-wide (ClusterRole ×2, Namespace)',
    after: '12 objects were compared: unchanged, except 1 that is meant to differ',
  })
  expect(overview(x, none)).toMatchObject({ where: undefined, after: undefined })
  evidence.leftovers.differences = ['added Pod shop/c']
  expect(overview(x, { state: 'verified', evidence }).after).toBeUndefined()
})
