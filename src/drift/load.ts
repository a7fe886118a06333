import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { PreconditionError } from '../shared/precondition-error.ts'
import { ROOT } from '../shared/root.ts'
import { isSystemError, messageOf } from '../shared/thrown.ts'
import { driftSchema, type Drift } from './schema.ts'

/** The file that says what is known of newer versions, from the project's root. It is published with the site. */
export const DRIFT = 'drift.json'

/** Where that file is; `PROVING_GROUND_DRIFT` names another. */
export function driftFile(): string {
  return process.env['PROVING_GROUND_DRIFT'] || join(ROOT, DRIFT)
}

/**
 * What the last drift run found; undefined: none is known.
 * @throws PreconditionError with path and reason when the file is there and cannot be read
 */
export async function loadDrift(file = driftFile()): Promise<Drift | undefined> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return undefined
    throw new PreconditionError(`${file}: cannot be read (${messageOf(error)})`)
  })
  return text === undefined ? undefined : parseDrift(file, text)
}

/** @param file its path, for messages @throws PreconditionError with path and reason */
export function parseDrift(file: string, text: string): Drift {
  return parseFile(file, text, driftSchema)
}

/** Reads JSON of a known shape. @throws PreconditionError with path and reason */
export function parseFile<Schema extends z.ZodType>(file: string, text: string, schema: Schema): z.infer<Schema> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new PreconditionError(`${file}: is damaged (${messageOf(error)}); delete it or write it again: npm run drift`)
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  throw new PreconditionError(
    `${file}: is damaged or of another version of this project; delete it or write it again: npm run drift\n${z.prettifyError(parsed.error)}`,
  )
}
