export { CONTRACT, proofHash, sha256 } from './hash.ts'
export { EvidenceError, evidenceFile, loadEvidence, parseEvidence } from './load.ts'
export {
  evidenceSchema,
  SCHEMA,
  type CheckRecord,
  type Evidence,
  type OutputRecord,
  type StepRecord,
  type TrafficRecord,
} from './schema.ts'
export { proofState, type ProofState } from './state.ts'
