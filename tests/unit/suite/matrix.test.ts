import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { sentenceOf } from '../../../src/checks/index.ts'
import { loadToolchain } from '../../../src/cluster/index.ts'
import {
  listMatrixRecords,
  loadEvidence,
  loadMatrixRecords,
  matrixExceptions,
  matrixFile,
  outputRecord,
  writeMatrixRecord,
  type Evidence,
} from '../../../src/evidence/index.ts'
import { listPages, loadPage } from '../../../src/page/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { matrixCells, matrixFaults, matrixRecord, runsOn, valuesOn, type Cell } from '../../../src/suite/matrix.ts'

const CELL: Cell = { name: 'kubernetes-1.35', needs: ['kubernetes-1.35'] }
const page = await loadPage(ROOT, 'deploy-payments')
const recorded = (await loadEvidence(ROOT, 'deploy-payments'))!

/** The recorded run as it would be on another Kubernetes; `edit` changes what a step printed. */
function elsewhere(step = '', edit = (text: string) => text): Evidence {
  const steps = recorded.steps.map((one) => {
    if (one.id !== step) return one
    const bytes = Buffer.from(edit(one.output.text))
    return { ...one, output: outputRecord(bytes, bytes.length, new Map()) }
  })
  return { ...recorded, versions: { ...recorded.versions, kubernetes: '1.35.4' }, steps }
}

test('matrixCells has a cell for each version beside the default', () => {
  expect(matrixCells(loadToolchain()).map(({ name }) => name)).toEqual(['istio-1.30', 'kubernetes-1.35'])
})

test('runsOn leaves a page that names two versions of Istio out of a cell of Istio, and of no other', async () => {
  const [istio, kubernetes] = matrixCells(loadToolchain())
  const two = await loadPage(ROOT, 'install-canary')
  expect([runsOn(istio!, two), runsOn(istio!, page), runsOn(kubernetes!, two)]).toEqual([false, true, true])
})

test('valuesOn sets a variable that names the default version of Istio to the version of the cell, and no other variable', async () => {
  const [istio, kubernetes] = matrixCells(loadToolchain())
  const helm = await loadPage(ROOT, 'helm-payments')
  expect(valuesOn(istio!, helm, loadToolchain())).toEqual({ VERSION: '~1.30.0' })
  expect(valuesOn(kubernetes!, helm, loadToolchain())).toEqual({})
  expect(valuesOn(istio!, page, loadToolchain())).toEqual({})
})

test('matrixRecord keeps nothing but the versions of a run that did the same', () => {
  const record = matrixRecord(CELL, page, elsewhere(), recorded, undefined)
  expect(record).toMatchObject({ cell: 'kubernetes-1.35', id: 'deploy-payments', proofHash: recorded.proofHash })
  expect(record).toMatchObject({ steps: recorded.steps.length, checks: [], outputs: [] })
  expect(record.stoppedAt).toBeUndefined()
})

test('matrixRecord says which recorded checks were not made, because they are about a later version', () => {
  const [first, ...others] = recorded.steps
  const [made, ...rest] = first!.checks
  const was = {
    ...recorded,
    steps: [{ ...first!, checks: [{ ...made!, since: 'kubernetes-1.36' as const }, ...rest] }, ...others],
  }
  const run = elsewhere()
  const [ran, ...after] = run.steps
  const { checks } = matrixRecord(CELL, page, { ...run, steps: [{ ...ran!, checks: rest }, ...after] }, was, undefined)
  expect(checks).toEqual([`${first!.id}: not checked: ${sentenceOf(made!)} (since Kubernetes 1.36)`])
})

test('matrixRecord keeps the lines that a reading step printed otherwise, but not the version that differs on purpose', () => {
  const versions = recorded.versions.kubernetes
  const run = elsewhere(
    'connected',
    (text) => `${text.trimEnd()}\nv${versions.replace(/.*/, '1.35.4')}\nanother line\n`,
  )
  const was: Evidence = {
    ...recorded,
    steps: recorded.steps.map((step) => {
      if (step.id !== 'connected') return step
      const bytes = Buffer.from(`${step.output.text.trimEnd()}\nv${versions}\n`)
      return { ...step, output: outputRecord(bytes, bytes.length, new Map()) }
    }),
  }
  expect(matrixRecord(CELL, page, run, was, undefined).outputs).toEqual([
    { step: 'connected', added: { first: ['another line'], count: 1 }, missing: { first: [], count: 0 } },
  ])
})

test('matrixRecord takes no difference from what each run makes up, and none from a version that a page itself names', () => {
  const printed = (text: string, version: string) => ({
    ...elsewhere('connected', () => text),
    versions: { ...recorded.versions, istio: version },
  })
  const then = printed(
    'sha256 Fingerprint=92:05:CE:14:47:1F:F9:B2:8A:FC:F1:00:A3:2B:E0:33:02:5C:88:72\n' +
      'curl: (7) Failed to connect to web port 80 after 3 ms: Could not connect to server\n' +
      '"ConnectionId":"20" on a node with 24684092Ki\nScaled up replica set istiod-79b8649cfd from 0 to 1\n' +
      '{"metadata":{"resourceVersion":"779"}}\nimage proxyv2:1.30.99, minor 1.31\n' +
      'istiod deployed istiod-1.31.0 1.31.0\nhelm.sh/chart=base-1.31.0\n"identifier": "{\\"revision\\":\\"eed52ebb66ad\\"}"\n',
    '1.31.0',
  )
  const now = printed(
    'sha256 Fingerprint=0C:76:E6:40:13:F7:90:70:EE:D9:DC:C3:A2:0C:20:47:28:3C:24:17\n' +
      'curl: (7) Failed to connect to web port 80 after 12 ms: Could not connect to server\n' +
      '"ConnectionId":"26" on a node with 24684096Ki\nScaled up replica set istiod-6f649884b4 from 0 to 1\n'.repeat(2) +
      '{"metadata":{"resourceVersion":"733"}}\nimage proxyv2:1.30.99, minor 1.30\n' +
      'istiod deployed istiod-1.30.3+9739e10eb9d7 1.30-dev.9739e10eb9d7\nhelm.sh/chart=base-1.30.3_9739e10eb9d7\n' +
      '"identifier": "{\\"revision\\":\\"9739e10eb9d7\\"}"\n',
    '1.30-dev.9739e10eb9d7',
  )
  expect(matrixRecord(CELL, page, now, then, undefined)).toMatchObject({ checks: [], outputs: [] })
})

test('matrixRecord of a run that stopped compares the steps before', () => {
  const whole = elsewhere()
  const at = whole.steps.findIndex(({ id }) => id === 'connected')
  const stopped: Evidence = { ...whole, steps: whole.steps.slice(0, at + 1) }
  const record = matrixRecord(CELL, page, stopped, recorded, 'no such row')
  expect(record).toMatchObject({ steps: at + 1, checks: [], outputs: [] })
  expect(record.stoppedAt).toEqual({ step: 'connected', seen: 'no such row' })
})

test('matrixFaults wants each stop listed with its step, and nothing listed that passes or does not run', () => {
  const passed = matrixRecord(CELL, page, elsewhere(), recorded, undefined)
  const stopped = { ...passed, stoppedAt: { step: 'connected', seen: 'no such row' } }
  const listed = (step: string) => ({ 'kubernetes-1.35': { 'deploy-payments': { step, reason: 'a reason' } } })
  expect(matrixFaults([passed], {})).toEqual([])
  expect(matrixFaults([stopped], listed('connected'))).toEqual([])
  expect(matrixFaults([stopped], {})).toEqual([
    expect.stringMatching(/stopped at connected.*does not list: no such row/),
  ])
  expect(matrixFaults([stopped], listed('old-look'))).toHaveLength(1)
  expect(matrixFaults([passed], listed('connected'))).toEqual([expect.stringMatching(/it passes there/)])
  expect(matrixFaults([], listed('connected'))).toEqual([expect.stringMatching(/there is no run of it/)])
})

test('a record is read as it was written, and a damaged one is an error with its file', async () => {
  const root = await mkdtemp(join(tmpdir(), 'proving-ground-matrix-'))
  expect(await loadMatrixRecords(root, 'deploy-payments')).toEqual([])
  const record = matrixRecord(CELL, page, elsewhere(), recorded, undefined)
  await writeMatrixRecord(root, record)
  expect(await loadMatrixRecords(root, 'deploy-payments')).toEqual([record])
  expect(await listMatrixRecords(root)).toEqual([{ cell: 'kubernetes-1.35', id: 'deploy-payments' }])
  await writeFile(join(root, matrixFile('kubernetes-1.35', 'deploy-payments')), '{ "cell": 1 }')
  await expect(loadMatrixRecords(root, 'deploy-payments')).rejects.toThrow(
    /^evidence\/matrix\/kubernetes-1\.35\/deploy-payments\.json: is damaged; git checkout/,
  )
})

test('the records that are there are of runbooks and cells that exist, and at most a tenth of them stopped', async () => {
  const cells = matrixCells(loadToolchain())
  const ids = await listPages(ROOT)
  const listed = await listMatrixRecords(ROOT)
  for (const { cell, id } of listed) {
    expect(ids, matrixFile(cell, id)).toContain(id)
    expect(
      cells.map(({ name }) => name),
      matrixFile(cell, id),
    ).toContain(cell)
  }
  const records = (await Promise.all(ids.map((id) => loadMatrixRecords(ROOT, id)))).flat()
  expect(matrixFaults(records, await matrixExceptions(ROOT))).toEqual([])
  expect(records.filter(({ stoppedAt }) => stoppedAt !== undefined).length).toBeLessThanOrEqual(records.length / 10)
})
