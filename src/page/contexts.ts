import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { isSystemError } from '../shared/thrown.ts'
import { readYaml } from '../shared/yaml.ts'
import { listPages, loadPage } from './load.ts'
import { PageError } from './problem.ts'

/** What a runbook does on a cluster of the reader's own: it reads, it changes, or it breaks something on purpose. */
export type ContextUse = 'read' | 'change' | 'break'

/** How a runbook may run on a cluster of the reader's own. */
export interface ContextRules {
  use: ContextUse
  /** By step: why its exit code and checks are of the course's example, so that the step is shown and not compared. */
  example: ReadonlyMap<string, string>
  /** The revision that the page is about, where its commands name one control plane. */
  revision?: string | undefined
}

/** Where it is written; not in the pages: what a page proves does not depend on where else it may run. */
const FILE = 'content/contexts.yaml'

const sentence = z.string().regex(/^[A-Z].*\.$/, 'must be a sentence')
const schema = z.record(
  z.string(),
  z.strictObject({
    use: z.enum(['read', 'change', 'break']),
    revision: z.string().optional(),
    example: z.record(z.string(), sentence).optional(),
  }),
)

/**
 * The runbooks that may run on a cluster of the reader's own, by id; none where the project has no such file.
 * @throws PreconditionError when the file has another shape; PageError for a rule that the page contradicts
 */
export async function loadContextRules(root: string): Promise<ReadonlyMap<string, ContextRules>> {
  const text = await readFile(join(root, FILE), 'utf8').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return '{}'
    throw error
  })
  const rules = Object.entries(readYaml(FILE, text, schema)).map(([id, { use, revision, example = {} }]) => {
    return [id, { use, revision, example: new Map(Object.entries(example)) }] as const
  })
  const known = await listPages(root)
  const faults = await Promise.all(
    rules.map(async ([id, rule]) => (known.includes(id) ? ruleFaults(root, id, rule) : [`there is no runbook ${id}`])),
  )
  if (faults.flat().length > 0) throw new PageError([{ file: FILE, line: 1, text: faults.flat().join('; ') }])
  return new Map(rules)
}

async function ruleFaults(root: string, id: string, { use, example }: ContextRules): Promise<string[]> {
  const { steps } = await loadPage(root, id)
  const changing = steps.find(({ readOnly }) => !readOnly)
  const known = steps.map((step) => step.id)
  const faults = [...example.keys()].filter((step) => !known.includes(step)).map((step) => `${id} has no step ${step}`)
  if (use === 'read' && changing)
    faults.push(`${id} cannot be a page that reads: its step ${changing.id} changes something`)
  if (use !== 'read' && !changing) faults.push(`${id} changes nothing: its use is read`)
  if (use !== 'read' && example.size > 0) faults.push(`${id}: example is for pages that read`)
  return faults
}
