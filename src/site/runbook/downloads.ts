import {
  loadEvidence,
  loadMatrixRecords,
  type Evidence,
  type MatrixRecord,
  type StepRecord,
} from '../../evidence/index.ts'
import { listPages } from '../../page/index.ts'
import { ROOT } from '../../shared/root.ts'
import { formerIds } from './former-steps.ts'
import { recordOf, runbook } from './runbook.ts'

/** The evidence of every runbook that has some, as it was recorded, without the changes for display. */
export async function allEvidence(): Promise<Evidence[]> {
  const all = await Promise.all((await listPages(ROOT)).map((id) => loadEvidence(ROOT, id)))
  return all.filter((evidence) => evidence !== undefined)
}

/** The records of every runbook on other versions. */
export async function allMatrixRecords(): Promise<MatrixRecord[]> {
  return (await Promise.all((await listPages(ROOT)).map((id) => loadMatrixRecords(ROOT, id)))).flat()
}

/** The captured output of every step that printed something, also under the ids of former steps. */
export async function allOutputs(): Promise<{ runbook: string; step: string; text: string }[]> {
  const runbooks = await Promise.all((await listPages(ROOT)).map(runbook))
  return runbooks.flatMap(({ page, proof }) =>
    page.steps.flatMap((step) => {
      const text = recordOf(proof, step)?.output.text ?? ''
      const ids = text === '' ? [] : [step.id, ...formerIds(page.id, step.id)]
      return ids.map((id) => ({ runbook: page.id, step: id, text }))
    }),
  )
}

/** Where a runbook's evidence lies on the site, without the base path. */
export function evidencePath(id: string): string {
  return `/evidence/${id}.json`
}

/** Where the record of a runbook on other versions lies on the site, without the base path. @param cell as `istio-1.30` */
export function matrixPath(cell: string, id: string): string {
  return `/evidence/matrix/${cell}/${id}.json`
}

/** Where the whole output of a step lies on the site, without the base path. There is none for a step that printed nothing. */
export function outputPath(id: string, { id: step }: Pick<StepRecord, 'id'>): string {
  return `/evidence/${id}/${step}.txt`
}

/** Where a runbook lies as one script, without the base path. */
export function scriptPath(id: string): string {
  return `/runbooks/${id}.sh`
}
