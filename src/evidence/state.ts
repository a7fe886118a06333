import { proofHash } from './hash.ts'
import { loadEvidence } from './load.ts'
import type { Evidence } from './schema.ts'

/** What a page may say about its proof. */
export type ProofState =
  | { state: 'verified'; evidence: Evidence }
  /** The page, its script or a pin has changed since the run. */
  | { state: 'changed'; evidence: Evidence }
  | { state: 'none' }

/** The state of a runbook's proof. @throws EvidenceError for a damaged file, PageError for a faulty page */
export async function proofState(root: string, id: string): Promise<ProofState> {
  const evidence = await loadEvidence(root, id)
  if (!evidence) return { state: 'none' }
  return { state: evidence.hash === (await proofHash(root, id)) ? 'verified' : 'changed', evidence }
}
