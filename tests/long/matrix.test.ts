import { loadToolchain } from '../../src/cluster/index.ts'
import { loadMatrixRecords, matrixExceptions, proofState, writeMatrixRecord } from '../../src/evidence/index.ts'
import { loadPage } from '../../src/page/index.ts'
import { makePlan } from '../../src/runbook/index.ts'
import { ROOT } from '../../src/shared/root.ts'
import { matrixCells, matrixFaults, matrixRecord, runsOn, valuesOn, type Cell } from '../../src/suite/matrix.ts'
import { runsInOrder } from '../../src/suite/runs.ts'
import { SharedClusters } from '../../src/suite/shared-clusters.ts'
import { expect, test as base } from '../support/supplied.ts'

const test = base.extend<object, { clustersOf: (cell: Cell) => Promise<SharedClusters> }>({
  /** The clusters that the runbooks of one cell share. Those of the cell before it are ended first. */
  clustersOf: [
    async ({}, use) => {
      let current: { cell: Cell; clusters: SharedClusters } | undefined
      await use(async (cell) => {
        if (current?.cell === cell) return current.clusters
        await current?.clusters.end()
        current = { cell, clusters: new SharedClusters(cell.needs) }
        return current.clusters
      })
      await current?.clusters.end()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})

const runs = await Promise.all(
  (await runsInOrder(ROOT, {})).map(async (run) => ({ run, page: await loadPage(ROOT, run.id) })),
)
const exceptions = await matrixExceptions(ROOT)

for (const cell of matrixCells(loadToolchain())) {
  test.describe(`matrix ${cell.name}`, () => {
    test.describe.configure({ mode: 'default' })
    for (const { run, page } of runs.filter((one) => runsOn(cell, one.page))) {
      const { id, own } = run
      test(`${id} runs on ${cell.name}, and what differs is recorded`, async ({ clustersOf }) => {
        const proof = await proofState(ROOT, id)
        if (proof.state !== 'verified') throw new Error(`nothing to compare with: run npm run record ${id}`)
        const recorded = proof.evidence
        const earlier = (await loadMatrixRecords(ROOT, id)).find((record) => record.cell === cell.name)
        // It can go on where it was interrupted; to run one again, delete its record.
        test.skip(earlier?.proofHash === recorded.proofHash, 'recorded as it is now')
        const plan = await makePlan(ROOT, id, valuesOn(cell, page, loadToolchain()), cell.istio)
        const clusters = own ? new SharedClusters(cell.needs) : await clustersOf(cell)
        try {
          const { evidence, failure, text } = await clusters.run(plan)
          const record = matrixRecord(cell, page, evidence, recorded, failure)
          await writeMatrixRecord(ROOT, record)
          const listed = exceptions[cell.name]?.[id]
          const faults = matrixFaults([record], listed === undefined ? {} : { [cell.name]: { [id]: listed } })
          expect(faults, `${faults.join('\n')}\n${text.slice(-4000)}`).toEqual([])
        } finally {
          if (own) await clusters.end()
        }
      })
    }
  })
}
