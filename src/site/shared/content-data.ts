import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ROOT } from '../../shared/root.ts'
import { readYaml } from '../../shared/yaml.ts'

/** A step by its reference: `install-canary#install-revision`. */
export const stepReference = z.string().regex(/^[\w-]+#[\w-]+$/, 'names a step: runbook#step')

/**
 * Reads a YAML file of the content.
 * @throws PreconditionError with file, line and what is wrong there: the build fails
 */
export async function readData<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.infer<Schema>> {
  return readYaml(file, await readFile(join(ROOT, file), 'utf8'), schema)
}

/**
 * Reads a YAML file that holds a list; none where the content has no such file.
 * @throws Error as `readData`
 */
export async function readList<Schema extends z.ZodType>(file: string, item: Schema): Promise<z.infer<Schema>[]> {
  return existsSync(join(ROOT, file)) ? readData(file, z.array(item)) : []
}
