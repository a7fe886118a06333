import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { remember } from '../../remember.ts'
import { ROOT } from '../../root.ts'

/** A step by its reference: `install-canary#install-revision`. */
export const stepReference = z.string().regex(/^[\w-]+#[\w-]+$/, 'names a step: runbook#step')

/**
 * Reads a YAML file of the content.
 * @throws Error that names the file and what is wrong in it: the build fails
 */
export async function readData<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.infer<Schema>> {
  const parsed = schema.safeParse(yaml(await readFile(join(ROOT, file), 'utf8')))
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

/**
 * Reads a YAML file that holds a list; none where the content has no such file.
 * @throws Error as `readData`
 */
export async function readList<Schema extends z.ZodType>(file: string, item: Schema): Promise<z.infer<Schema>[]> {
  return existsSync(join(ROOT, file)) ? readData(file, z.array(item)) : []
}

/** Glossary and sources are asked for hundreds of times. */
const yaml = remember((text) => parse(text) as unknown)

/** The ids of the YAML files in a directory of the content, in order. */
export async function listData(directory: string): Promise<string[]> {
  const names = await readdir(join(ROOT, directory)).catch(() => [])
  return names
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.replace(/\.yaml$/, ''))
    .sort()
}
