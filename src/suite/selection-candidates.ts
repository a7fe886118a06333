import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { PreconditionError } from '../shared/precondition-error.ts'
import { evidenceFile, EvidenceError, loadEvidence, readProofInputs, type Evidence } from '../evidence/index.ts'
import { listPages } from '../page/index.ts'
import { headCommit } from '../runbook/index.ts'
import { readYaml } from '../shared/yaml.ts'
import { changedIn, recentChanges } from './recent-changes.ts'
import { select, type Candidate } from './select.ts'

/** The runbooks that `npm test` always runs, each with the reason. */
const CORE = 'runbooks/core.yaml'
const core = z.record(z.string(), z.string().min(20, 'says why the runbook is always run'))

/** Seconds that a runbook without a recorded run counts. */
const UNRECORDED = 60

/**
 * The runbooks that `npm test` runs at this commit.
 * @throws PreconditionError when the list of the core names no runbook; PageError for a faulty page
 */
export async function selectRunbooks(root: string): Promise<Set<string>> {
  const known = await listPages(root)
  const always = Object.keys(readYaml(CORE, await readFile(join(root, CORE), 'utf8'), core))
  const unknown = always.find((id) => !known.includes(id))
  if (unknown !== undefined) throw new PreconditionError(`${CORE}: there is no runbook ${unknown}; delete the entry`)
  const changes = await recentChanges(root)
  const candidates = await Promise.all(known.map((id) => candidate(root, id, changes)))
  return select(candidates, always, (await headCommit(root)) ?? '')
}

async function candidate(root: string, id: string, changes: readonly string[][]): Promise<Candidate> {
  const { pages, scripts } = await readProofInputs(root, id)
  const files = [...pages.map(({ file }) => file), ...scripts.map(([file]) => file), evidenceFile(id)]
  const recorded = await recordedRun(root, id)
  const seconds = recorded === undefined ? UNRECORDED : recorded.durationMs / 1000
  return { id, seconds, changedIn: changedIn(changes, files) }
}

/** Invalid evidence counts as none here: another test reports what is wrong with it. */
async function recordedRun(root: string, id: string): Promise<Evidence | undefined> {
  return loadEvidence(root, id).catch((error: unknown) => {
    if (error instanceof EvidenceError) return undefined
    throw error
  })
}
