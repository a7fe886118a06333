import { loadPage } from '../page/index.ts'
import { mismatch } from './contradictions.ts'
import { proofHash } from './hash.ts'
import { EvidenceError, evidenceFile, loadEvidence } from './load.ts'
import type { Evidence } from './schema.ts'

/** What a page may say about its proof. */
export type ProofState =
  /** A whole run passed, left nothing behind, and is of what the page, its script and the pins are now. */
  | { state: 'verified'; evidence: Evidence }
  /** The page, its script or a pin has changed since such a run. */
  | { state: 'changed'; evidence: Evidence }
  | { state: 'none' }

/**
 * The state of a runbook's proof.
 * @throws EvidenceError for a file that is damaged, was edited, or is of a run that proves nothing; PageError for a faulty page
 */
export async function proofState(root: string, id: string): Promise<ProofState> {
  const evidence = await loadEvidence(root, id)
  if (!evidence) return { state: 'none' }
  if (evidence.proofHash !== (await proofHash(root, id, evidence.versions.toolchain)))
    return { state: 'changed', evidence }
  const contradiction = mismatch(evidence, await loadPage(root, id))
  if (contradiction !== undefined)
    throw new EvidenceError(
      `${evidenceFile(id)}: ${contradiction}; take back the edit, or record it again: npm run record ${id}`,
    )
  return { state: 'verified', evidence }
}
