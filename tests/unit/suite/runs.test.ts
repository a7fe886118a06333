import { expect, test } from '@playwright/test'
import { loadToolchain } from '../../../src/cluster/toolchain.ts'
import { loadEvidence, outputRecord, type Evidence } from '../../../src/evidence/index.ts'
import { listPages, loadPage } from '../../../src/page/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { differencesFromEvidence, readings, VARYING_STEPS } from '../../../src/suite/compare-with-evidence.ts'
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

test('readings has what a reading step printed, but for made-up names and the order of lines', async () => {
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
  expect(differencesFromEvidence(more, before)).toEqual([])
})

test('readings does not count the connection of an istioctl that has just ended, and counts every proxy', async () => {
  const canary = await loadPage(ROOT, 'install-canary')
  const printed = (turn: (text: string) => string) => reprinted('versions-during', turn, canary.id)
  const [before, counted] = await printed((text) =>
    text.replace('(2 proxies)', '(2 proxies), 65536.65536.65536 (1 proxies)'),
  )
  expect(counted.steps).not.toEqual(before.steps)
  expect(readings(counted, canary)).toEqual(readings(before, canary))
  const [, more] = await printed((text) => text.replace('(2 proxies)', '(3 proxies)'))
  expect(readings(more, canary)).not.toEqual(readings(before, canary))
  const [, third] = await printed((text) => text.replace('(2 proxies)', '(2 proxies), 1.29.0 (1 proxies)'))
  expect(readings(third, canary)).not.toEqual(readings(before, canary))
})

test('VARYING_STEPS lists steps that are there and only read', async () => {
  for (const reference of Object.keys(VARYING_STEPS)) {
    const [id = '', step] = reference.split('#')
    const { steps } = await loadPage(ROOT, id)
    expect(steps.find((one) => one.id === step)?.readOnly, reference).toBe(true)
  }
})

test('readings leaves out what a changing step printed', async () => {
  const [before, other] = await reprinted('create-payments', () => 'other\n')
  expect(readings(other, await page())).toEqual(readings(before, await page()))
})

test('readings has no time of a Helm release, and its status', async () => {
  const helm = await loadPage(ROOT, 'helm-field-conflicts')
  for (const [step, time, status] of [
    ['history-failed', /\d\d:\d\d:\d\d 20\d\d/g, 'failed'],
    ['apply-method', /(?<=modifiedAt=)\d+/g, 'deployed'],
  ] as const) {
    const [before, later] = await reprinted(
      step,
      (text) => text.replace(time, (all) => all.replace(/\d/g, '1')),
      helm.id,
    )
    expect(later.steps, step).not.toEqual(before.steps)
    expect(readings(later, helm), step).toEqual(readings(before, helm))
    const [, other] = await reprinted(step, (text) => text.replace(status, 'superseded'), helm.id)
    expect(readings(other, helm), step).not.toEqual(readings(before, helm))
  }
})

/** Recorded evidence, and the same in which a check of a step held before the command, or did not. */
async function otherBefore(
  id: string,
  step: string,
  matcher: string,
  value: 'true' | 'false',
): Promise<[run: Evidence, recorded: Evidence]> {
  const recorded = (await loadEvidence(ROOT, id))!
  const steps = recorded.steps.map((one) => {
    if (one.id !== step) return one
    const checks = one.checks.map((check) => (check.matcher === matcher ? { ...check, before: value } : check))
    expect(checks).not.toEqual(one.checks)
    return { ...one, checks }
  })
  return [{ ...recorded, steps }, recorded]
}

test('differencesFromEvidence takes pods that are ready before a command that only waits for them, and no other early success', async () => {
  expect(differencesFromEvidence(...(await otherBefore('install-canary', 'rollout', 'areReady', 'true')))).toEqual([])
  expect(
    differencesFromEvidence(...(await otherBefore('install-canary', 'restart', 'haveAnnotation', 'true'))),
  ).toEqual([expect.stringMatching(/^restart: check \d+ \(haveAnnotation\) before: recorded "false", now "true"$/)])
  const kept = differencesFromEvidence(...(await otherBefore('upgrade-in-place', 'restart', 'areReplaced', 'true')))
  expect(kept).toHaveLength(1)
  const begun = differencesFromEvidence(
    ...(await otherBefore('install-canary', 'install-revision', 'isAvailable', 'true')),
  )
  expect(begun.length).toBeGreaterThan(0)
})

test('differencesFromEvidence takes pods of an earlier step that are still being replaced, and no other late success', async () => {
  for (const [step, matcher] of [
    ['downgrade', 'areReady'],
    ['reset', 'isAvailable'],
  ] as const)
    expect(differencesFromEvidence(...(await otherBefore('upgrade-in-place', step, matcher, 'false')))).toEqual([])
  const lost = differencesFromEvidence(...(await otherBefore('upgrade-in-place', 'upgrade', 'areUnchanged', 'false')))
  expect(lost.length).toBeGreaterThan(0)
})

test('differencesFromEvidence takes a writer that ended before its reader stopped, and no other exit code', async () => {
  const recorded = (await loadEvidence(ROOT, 'upgrade-in-place'))!
  const ended = (pipeStatus: number[]): Evidence => ({
    ...recorded,
    steps: recorded.steps.map((step) => (step.id === 'alias' ? { ...step, pipeStatus } : step)),
  })
  // `istioctl upgrade --help | head -n 1` ends in either way on one and the same machine.
  expect(differencesFromEvidence(ended([0, 0]), ended([141, 0]))).toEqual([])
  expect(differencesFromEvidence(ended([141, 0]), ended([0, 0]))).toEqual([])
  expect(differencesFromEvidence(ended([1, 0]), ended([141, 0]))).toEqual([
    'alias: pipeStatus: recorded [0,0], now [1,0]',
  ])
  expect(differencesFromEvidence(ended([0, 141]), ended([0, 0]))).toHaveLength(1)
})

test('differencesFromEvidence names steps that came or went', async () => {
  const recorded = (await loadEvidence(ROOT, 'upgrade-in-place'))!
  const shorter = { ...recorded, steps: recorded.steps.slice(1) }
  expect(differencesFromEvidence(shorter, recorded)).toEqual(['versions-before: recorded, not in this run'])
  expect(differencesFromEvidence(recorded, shorter)).toEqual(['versions-before: not recorded, in this run'])
})
