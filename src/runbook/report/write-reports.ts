import { junit, ticket, type Evidence } from '../../evidence/index.ts'
import { PreconditionError } from '../../shared/precondition-error.ts'
import { messageOf } from '../../shared/thrown.ts'
import { writeWhole } from './report-files.ts'

/** Files to write after a run; undefined: none. */
export interface ReportFiles {
  json: string | undefined
  junit: string | undefined
  ticket: string | undefined
}

/**
 * Writes the reports of a run.
 * @param failure why it failed, for JUnit
 * @throws PreconditionError when a run passed and a report cannot be written; after a failed run that is only printed
 */
export async function writeReports(evidence: Evidence, files: ReportFiles, failure: string | undefined): Promise<void> {
  const reports: [string | undefined, () => string][] = [
    [files.json, () => `${JSON.stringify(evidence, null, 2)}\n`],
    [files.junit, () => junit(evidence, failure)],
    [files.ticket, () => ticket(evidence)],
  ]
  const errors: unknown[] = []
  for (const [file, render] of reports) {
    if (file !== undefined) await writeWhole(file, render()).catch((error: unknown) => errors.push(error))
  }
  if (errors.length > 0 && evidence.passed) throw new PreconditionError(errors.map(messageOf).join('\n'))
  for (const error of errors) console.error(`error: ${messageOf(error)}`)
}
