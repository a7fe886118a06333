import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { proofState, type Evidence } from '../../../src/evidence/index.ts'
import { editFile, recorded, writeEvidence } from '../../support/recorded-project.ts'

test('proofState is verified for a whole run that passed, of what the files are now', async () => {
  const { root, evidence } = await recorded()
  await writeEvidence(root, evidence)
  expect((await proofState(root, 'x')).state).toBe('verified')
})

test('proofState is changed once the page is another', async () => {
  const { root, evidence } = await recorded()
  await writeEvidence(root, evidence)
  await editFile(root, 'content/runbooks/x.mdx', 'echo ok again', 'echo ok twice')
  expect((await proofState(root, 'x')).state).toBe('changed')
})

const leftovers = { compared: 3, differences: [], allowed: [] }
const scope = { whole: false, reason: '--from b', notRun: ['a'], setVariables: [] }
const unproven: [what: string, edit: (evidence: Evidence) => Partial<Evidence>, says: RegExp][] = [
  ['failed', () => ({ passed: false }), /is of a run that failed/],
  ['was of a part', ({ steps }) => ({ scope, steps: steps.slice(1) }), /is of a part of the runbook \(--from b\)/],
  ['ran no step', () => ({ steps: [] }), /has no steps/],
  ['was not compared', () => ({ leftovers: { ...leftovers, compared: 0 } }), /was not compared/],
  [
    'left something behind',
    () => ({ leftovers: { ...leftovers, differences: ['added ConfigMap a/b'] } }),
    /left something behind: added ConfigMap a\/b/,
  ],
  ['lacks a step', ({ steps }) => ({ steps: steps.slice(1) }), /has the steps b, where .*x\.mdx has a, b/],
  ['has the steps in another order', ({ steps }) => ({ steps: steps.toReversed() }), /has the steps b, a, where/],
  [
    'ended otherwise than the page says',
    ({ steps }) => ({ steps: steps.map((step) => ({ ...step, exitCode: 3 })) }),
    /step a ended with 3, where the page expects 0/,
  ],
]
for (const [what, edit, says] of unproven) {
  test(`proofState refuses evidence of a run that ${what}, with its path and what to do`, async () => {
    const { root, evidence } = await recorded()
    await writeEvidence(root, { ...evidence, ...edit(evidence) })
    await expect(proofState(root, 'x')).rejects.toThrow(says)
    await expect(proofState(root, 'x')).rejects.toThrow(/^evidence\/x\.json: .*npm run record x$/)
  })
}

test('proofState refuses evidence of a run with other values than those of the page', async () => {
  const variable = 'variables:\n  - { name: TEAM, default: red, pattern: "[a-z]+", description: Whose. }\n'
  const { root, evidence } = await recorded((files) => {
    files['content/runbooks/x.mdx'] = files['content/runbooks/x.mdx']!.replace('---\n', `---\n${variable}`)
  })
  await writeEvidence(root, { ...evidence, variables: { TEAM: 'blue' } })
  await expect(proofState(root, 'x')).rejects.toThrow(/a run with TEAM=blue, where .*x\.mdx has red/)
  await writeEvidence(root, { ...evidence, variables: { TEAM: 'red' } })
  expect((await proofState(root, 'x')).state).toBe('verified')
})

test('proofState says which script is missing', async () => {
  const { root, evidence } = await recorded()
  await writeEvidence(root, evidence)
  await rm(join(root, 'runbooks/x.ts'))
  await expect(proofState(root, 'x')).rejects.toThrow('content/runbooks/x.mdx:1: has no script; write runbooks/x.ts')
})
