import { expect, test } from '@playwright/test'
import { loadToolchain } from '../../../src/cluster/toolchain.ts'
import { loadEvidence, outputRecord, type Evidence } from '../../../src/evidence/index.ts'
import { listPages, loadPage } from '../../../src/page/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { comparable, readings, VARYING_STEPS } from '../../../src/suite/compare-with-evidence.ts'
import { runsInOrder } from '../../../src/suite/runs.ts'

test('runsInOrder has every runbook once and again with other values, those with a cluster of their own first', async () => {
  const runs = await runsInOrder(ROOT, { 'install-canary': { REVISION: 'blue' } })
  const plain = runs.filter(({ set }) => Object.keys(set).length === 0)
  expect(plain.map(({ id }) => id).sort()).toEqual(await listPages(ROOT))
  expect(runs.filter((run) => !plain.includes(run)).map(({ id, set }) => [id, set])).toEqual([
    ['install-canary', { REVISION: 'blue' }],
  ])
  const owns = runs.map(({ own }) => own)
  expect(owns).toEqual(owns.toSorted((a, b) => Number(b) - Number(a)))
  expect(new Set(owns).size).toBe(2)
})

test('runsInOrder keeps the runbooks of a start state together, after those of the state that it is made from', async () => {
  const chains = (await runsInOrder(ROOT, {})).filter(({ own }) => !own).map(({ chain }) => chain.join())
  const inTurn = chains.filter((chain, i) => chain !== chains[i - 1])
  expect(new Set(inTurn).size).toBe(inTurn.length)
  const other = `(Istio ${Object.keys(loadToolchain().otherIstio)[0]})`
  expect(inTurn).toEqual([
    '',
    'install-default',
    `install-default ${other},deploy-payments ${other}`,
    'install-default,deploy-payments',
  ])
})

/** Recorded evidence in which a step printed something else. */
async function reprinted(
  step: string,
  edit: (text: string) => string,
  id = 'deploy-payments',
): Promise<[before: Evidence, after: Evidence]> {
  const before = (await loadEvidence(ROOT, id))!
  const steps = before.steps.map((one) => {
    if (one.id !== step) return one
    const bytes = Buffer.from(edit(one.output.text))
    return { ...one, output: outputRecord(bytes, bytes.length, new Map()) }
  })
  return [before, { ...before, steps }]
}

const page = () => loadPage(ROOT, 'deploy-payments')

test('comparable has what a reading step printed, but for made-up names and the order of lines', async () => {
  const [before, renamed] = await reprinted('call-in-mesh', (text) => text.replace(/-[a-z0-9]{5}$/m, '-xxxxx'))
  expect(renamed.steps).not.toEqual(before.steps)
  expect(readings(renamed, await page())).toEqual(readings(before, await page()))
  const [proxies, other] = await reprinted('connected', (text) => text.replaceAll('payments', 'orders'))
  expect(readings(other, await page())).not.toEqual(readings(proxies, await page()))
  const [, turned] = await reprinted('connected', (text) => text.trimEnd().split('\n').toReversed().join('\n') + '\n')
  expect(readings(turned, await page())).toEqual(readings(before, await page()))
  const [, wider] = await reprinted('connected', (text) => text.replaceAll('  ', ' \t '))
  expect(readings(wider, await page())).toEqual(readings(before, await page()))
  const [, more] = await reprinted('old-look', (text) => `${text}sleep\n`)
  expect(readings(more, await page())).not.toEqual(readings(before, await page()))
  expect(comparable(more)).toEqual(comparable(before))
})

test('VARYING_STEPS lists reading steps of pages that share their cluster', async () => {
  for (const reference of Object.keys(VARYING_STEPS)) {
    const [id = '', step] = reference.split('#')
    const { cluster, steps } = await loadPage(ROOT, id)
    expect(cluster, reference).toBeUndefined()
    expect(steps.find((one) => one.id === step)?.readOnly, reference).toBe(true)
  }
})

test('comparable leaves out what a changing step printed', async () => {
  const [before, other] = await reprinted('create-payments', () => 'other\n')
  expect(readings(other, await page())).toEqual(readings(before, await page()))
})

/** Recorded evidence in which a check of a step was true before the command. */
async function alreadyTrue(id: string, step: string, matcher: string): Promise<[before: Evidence, after: Evidence]> {
  const before = (await loadEvidence(ROOT, id))!
  const steps = before.steps.map((one) => {
    if (one.id !== step) return one
    const checks = one.checks.map((check) => {
      if (check.matcher !== matcher) return check
      expect(check.before).toBe('false')
      return { ...check, before: 'true' as const }
    })
    expect(checks).not.toEqual(one.checks)
    return { ...one, checks }
  })
  return [before, { ...before, steps }]
}

test('comparable takes pods that are ready before a command that only waits for them, and no other early success', async () => {
  const [waiting, early] = await alreadyTrue('install-canary', 'rollout', 'areReady')
  expect(comparable(early)).toEqual(comparable(waiting))
  const [changing, without] = await alreadyTrue('install-canary', 'restart', 'haveAnnotation')
  expect(comparable(without)).not.toEqual(comparable(changing))
  const [restarting, kept] = await alreadyTrue('upgrade-in-place', 'restart', 'areReplaced')
  expect(comparable(kept)).not.toEqual(comparable(restarting))
})
