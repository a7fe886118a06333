import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { loadEvidence, proofState, type Evidence } from '../../../src/evidence/index.ts'
import { makeEvidence } from '../../../src/runbook/report/evidence.ts'
import { makePlan, type Plan } from '../../../src/runbook/index.ts'
import { record, unverified, type Recording } from '../../../src/runbook/cli/recording.ts'
import { emptyResult } from '../../../src/runbook/run/result.ts'
import { editFile, recorded } from '../../support/recorded-project.ts'

/** What a run of the plan comes to, here without a cluster. */
async function ran(plan: Plan, passed = true): Promise<Evidence> {
  const { evidence } = await recorded()
  const failure = passed ? undefined : { reason: 'no', at: undefined, record: undefined, diagnosis: [] }
  const result = { ...emptyResult(), steps: evidence.steps, leftovers: evidence.leftovers, failure }
  return makeEvidence(plan, {}, result, evidence.versions)
}

const never = new AbortController().signal

async function recordAll(root: string, ids: string[], run: (plan: Plan) => Promise<Evidence>): Promise<Recording[]> {
  const plans = await Promise.all(ids.map((id) => makePlan(root, id, {})))
  return Array.fromAsync(record(root, plans, run, never))
}

/** A project with the runbooks x and y. */
const two = () =>
  recorded((files) => {
    files['content/runbooks/y.mdx'] = files['content/runbooks/x.mdx']!
    files['runbooks/y.ts'] = files['runbooks/x.ts']!.replace("runbook('x'", "runbook('y'")
  })

test('record writes each evidence as soon as its runbook passed, and goes on after one that failed', async () => {
  const { root } = await two()
  const there: boolean[] = []
  const done = await recordAll(root, ['x', 'y', 'x'], (plan) => {
    there.push(existsSync(join(root, 'evidence/x.json')))
    return ran(plan, plan.target.page.id === 'x')
  })
  expect(there).toEqual([false, true, true])
  expect(done).toEqual([
    { id: 'x', refused: undefined },
    { id: 'y', refused: 'it failed' },
    { id: 'x', refused: undefined },
  ])
  expect(await loadEvidence(root, 'y')).toBeUndefined()
  expect((await proofState(root, 'x')).state).toBe('verified')
})

const edits: [what: string, edit: (root: string) => Promise<void>, names: string][] = [
  ['its page', (root) => editFile(root, 'content/runbooks/x.mdx', 'ok again', 'ok twice'), 'content/runbooks/x.mdx'],
  ['its script', (root) => editFile(root, 'runbooks/x.ts', '"ok"', '"o"'), 'runbooks/x.ts'],
  ['its page, which is gone', (root) => rm(join(root, 'content/runbooks/x.mdx')), 'content/runbooks/x.mdx'],
  ['its script, which is gone', (root) => rm(join(root, 'runbooks/x.ts')), 'content/runbooks/x.mdx'],
]
for (const [what, edit, names] of edits) {
  test(`record refuses a run during which somebody edited ${what}`, async () => {
    const { root } = await recorded()
    const [done] = await recordAll(root, ['x'], async (plan) => {
      await edit(root)
      return ran(plan)
    })
    expect(done!.refused).toContain(`changed while it ran: ${names}`)
    expect(existsSync(join(root, 'evidence/x.json'))).toBe(false)
  })
}

test('record takes a run during which a sentence of the page was edited', async () => {
  const { root } = await recorded()
  const [done] = await recordAll(root, ['x'], async (plan) => {
    await editFile(root, 'content/runbooks/x.mdx', 'description: A made-up', 'description: An invented')
    return ran(plan)
  })
  expect(done!.refused).toBeUndefined()
  expect((await proofState(root, 'x')).state).toBe('verified')
})

test('makeEvidence has the hash of what was planned, not of what the files became', async () => {
  const { root, evidence } = await recorded()
  const plan = await makePlan(root, 'x', {})
  await editFile(root, 'content/runbooks/x.mdx', 'ok again', 'ok twice')
  expect((await ran(plan)).proofHash).toBe(evidence.proofHash)
})

test('unverified names the runbooks without evidence, with evidence of something else, and with damaged evidence', async () => {
  const { root } = await two()
  await recordAll(root, ['x', 'y'], ran)
  const path = join(root, 'evidence/x.json')
  const whole = await readFile(path, 'utf8')
  const lacking = () => unverified(root, ['x', 'y'])
  expect(await lacking()).toEqual([])
  await writeFile(path, whole.slice(0, 100))
  expect(await lacking()).toEqual(['x'])
  await writeFile(path, whole.replace('"ok again\\n"', '"FORGED"'))
  expect(await lacking()).toEqual(['x'])
  await rm(path)
  expect(await lacking()).toEqual(['x'])
  await editFile(root, 'runbooks/y.ts', '"ok"', '"o"')
  expect(await lacking()).toEqual(['x', 'y'])
})
