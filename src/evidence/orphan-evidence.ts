import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { closestMatches } from '../shared/closest-matches.ts'
import { EvidenceError } from './load.ts'
import { PASSES } from './passes.ts'

/**
 * Evidence that belongs to no runbook would be shown by nobody: what was renamed keeps its file under the old name.
 * @param known the ids of all runbooks
 * @throws EvidenceError that names each such file and the runbooks that may have been meant
 */
export async function refuseOrphanEvidence(root: string, known: readonly string[]): Promise<void> {
  const names = await readdir(join(root, 'evidence')).catch(() => [])
  const orphans = names.filter(
    (name) => name.endsWith('.json') && name !== basename(PASSES) && !known.includes(name.replace(/\.json$/, '')),
  )
  if (orphans.length === 0) return
  throw new EvidenceError(orphans.map((name) => sentence(name, known)).join('\n'))
}

function sentence(name: string, known: readonly string[]): string {
  const id = name.replace(/\.json$/, '')
  return `evidence/${name}: there is no runbook ${id} (nearest: ${closestMatches(id, known).join(', ') || 'none'}); delete the file`
}
