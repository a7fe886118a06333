import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { PreconditionError } from '../shared/precondition-error.ts'
import { edits, shortfall } from './contradictions.ts'
import { evidenceSchema, SCHEMA, type Evidence } from './schema.ts'
import { isSystemError, messageOf } from '../shared/thrown.ts'

/** Thrown for a file that is there but cannot be trusted. */
export class EvidenceError extends PreconditionError {
  override name = 'EvidenceError'
}

/** The path of a runbook's evidence from the project's root. */
export function evidenceFile(id: string): string {
  return `evidence/${id}.json`
}

/**
 * The recorded proof of a runbook, or undefined when none was recorded.
 * @throws EvidenceError with path and reason, also for a run that proves nothing of the runbook
 */
export async function loadEvidence(root: string, id: string): Promise<Evidence | undefined> {
  const file = evidenceFile(id)
  let text: string
  try {
    text = await readFile(join(root, file), 'utf8')
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined
    throw error
  }
  const evidence = parseEvidence(file, text)
  if (evidence.runbook !== id) {
    throw new EvidenceError(`${file}: is the evidence of ${evidence.runbook}, not of ${id}; run npm run record ${id}`)
  }
  const reason = shortfall(evidence)
  if (reason !== undefined)
    throw new EvidenceError(
      `${file}: ${reason}; evidence comes from whole runs in which everything passed: npm run record ${id}`,
    )
  return evidence
}

/** Reads evidence from its text. @throws EvidenceError with the path, also for a text that was edited since it was written */
export function parseEvidence(file: string, text: string): Evidence {
  const again = `delete it or run npm run record again`
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new EvidenceError(`${file}: is damaged (${messageOf(error)}); ${again}`)
  }
  const number = (json as { schema?: unknown } | null)?.schema
  if (typeof number === 'number' && number < SCHEMA) {
    throw new EvidenceError(
      `${file}: has schema ${number}, older than this checkout's ${SCHEMA}; record it again: npm run record`,
    )
  }
  if (typeof number === 'number' && number > SCHEMA) {
    throw new EvidenceError(`${file}: has schema ${number}, newer than this checkout's ${SCHEMA}; update the checkout`)
  }
  const parsed = evidenceSchema.safeParse(json)
  if (!parsed.success) throw new EvidenceError(`${file}: is damaged; ${again}\n${z.prettifyError(parsed.error)}`)
  const found = edits(parsed.data)
  if (found.length > 0)
    throw new EvidenceError(
      `${file}: was edited since it was recorded (${found[0]}); take the edit back (git checkout ${file}), or ${again}`,
    )
  return parsed.data
}
