import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readYaml } from '../shared/yaml.ts'
import { listPages } from './load.ts'
import { PageError } from './problem.ts'

/** Runbooks that a reader looks for in one place. */
export interface Group {
  title: string
  /** Ids, in the order in which the site lists them. */
  runbooks: string[]
}

const FILE = 'content/runbook-groups.yaml'
const schema = z.array(z.strictObject({ title: z.string().min(1), runbooks: z.array(z.string()).min(1) }))

/**
 * All runbooks, grouped; in one group without a title where the project has no such file.
 * @throws PreconditionError when the file is no such list; PageError when a runbook is not in it, or twice, or does not exist
 */
export async function listGroups(root: string): Promise<Group[]> {
  const known = await listPages(root)
  const text = await readFile(join(root, FILE), 'utf8').catch(() => undefined)
  if (text === undefined) return [{ title: '', runbooks: known }]
  const groups = readYaml(FILE, text, schema)
  const listed = groups.flatMap(({ runbooks }) => runbooks)
  const faults = [
    ...known.filter((id) => !listed.includes(id)).map((id) => `${id} is in no group`),
    ...listed.filter((id) => !known.includes(id)).map((id) => `there is no runbook ${id}`),
    ...listed.filter((id, i) => listed.indexOf(id) !== i).map((id) => `${id} is there twice`),
  ]
  if (faults.length > 0) throw problem(faults.join('; '))
  return groups
}

function problem(text: string): PageError {
  return new PageError([{ file: FILE, line: 1, text }])
}
