import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { isSystemError, messageOf } from '../shared/thrown.ts'
import { EvidenceError } from './load.ts'
import { versionsSchema } from './schema.ts'

/** At most so many lines of an output are kept on either side. */
export const LINES_KEPT = 10

const lines = z.strictObject({
  /** The first of them, at most `LINES_KEPT`. */
  first: z.array(z.string()).max(LINES_KEPT),
  /** How many there are in all. */
  count: z.int().nonnegative(),
})

/** What a reading step printed otherwise than in the recorded run; names of versions that are expected to differ do not count. */
const outputDifference = z.strictObject({
  step: z.string(),
  /** Lines that only this run printed. */
  added: lines,
  /** Lines that only the recorded run printed. */
  missing: lines,
})

/** One run of a runbook on other versions than those of its evidence. Only what differs from the evidence is kept. */
const matrixRecord = z.strictObject({
  /** The other versions, as `istio-1.30`. */
  cell: z.string().regex(/^[a-z]+-\d+\.\d+$/, 'names a version: istio-1.30'),
  /** The runbook. */
  id: z.string(),
  versions: versionsSchema,
  /** The hash of the proof that it was compared with, see `proofHash`. */
  proofHash: z.string(),
  /** ISO 8601, UTC. */
  startedAt: z.iso.datetime(),
  /** Steps that ran. */
  steps: z.int().positive(),
  /** Variables that had another value than the page's, because that names a version. Absent: none. */
  set: z.record(z.string(), z.string()).optional(),
  /** Absent: every step passed. Else the step that cannot pass on these versions, and why the run failed there. */
  stoppedAt: z.strictObject({ step: z.string(), seen: z.string() }).optional(),
  /** Checks and exit codes that are other than recorded, one sentence each. */
  checks: z.array(z.string()),
  outputs: z.array(outputDifference),
})
export type MatrixRecord = z.infer<typeof matrixRecord>

const DIRECTORY = 'evidence/matrix'

/** The path of a record from the project's root. */
export function matrixFile(cell: string, id: string): string {
  return `${DIRECTORY}/${cell}/${id}.json`
}

/** The records of a runbook, by cell; none when it ran on no other versions. @throws EvidenceError for a file that is damaged */
export async function loadMatrixRecords(root: string, id: string): Promise<MatrixRecord[]> {
  const cells = await entries(join(root, DIRECTORY))
  const records = await Promise.all(cells.toSorted().map((cell) => loadRecord(root, matrixFile(cell, id))))
  return records.filter((record) => record !== undefined)
}

async function loadRecord(root: string, file: string): Promise<MatrixRecord | undefined> {
  const text = await readFile(join(root, file), 'utf8').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return undefined
    throw error
  })
  if (text === undefined) return undefined
  try {
    return matrixRecord.parse(JSON.parse(text))
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error)
    throw new EvidenceError(`${file}: is damaged; git checkout ${file}, or delete it\n${reason}`)
  }
}

/** Writes a record in place of an earlier one of the same runbook and versions. */
export async function writeMatrixRecord(root: string, record: MatrixRecord): Promise<void> {
  const file = join(root, matrixFile(record.cell, record.id))
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify(matrixRecord.parse(record), null, 2)}\n`)
}

/** All records that are there, as cell and runbook. */
export async function listMatrixRecords(root: string): Promise<{ cell: string; id: string }[]> {
  const cells = await entries(join(root, DIRECTORY))
  const found = cells.map(async (cell) => {
    const names = await entries(join(root, DIRECTORY, cell))
    return names.map((name) => ({ cell, id: name.replace(/\.json$/, '') }))
  })
  return (await Promise.all(found)).flat()
}

async function entries(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return []
    throw error
  })
}
