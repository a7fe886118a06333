import type { MatrixRecord, ProofState } from '../../evidence/index.ts'

/** Whether a run on other versions is of the page as it was before its last change. */
export function isOlderThanPage({ proofHash }: MatrixRecord, proof: ProofState): boolean {
  return proof.state !== 'verified' || proof.evidence.proofHash !== proofHash
}
