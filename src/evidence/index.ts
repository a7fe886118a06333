export { changedFiles, hashOf, proofHash, readProofInputs, type ProofInputs } from './hash.ts'
export { sha256 } from './sha256.ts'
export { engineDigest, readEngineLock } from './engine-lock.ts'
export { withDigest } from './digest.ts'
export { EvidenceError, evidenceFile, loadEvidence, parseEvidence } from './load.ts'
export {
  SCHEMA,
  type ChangeRecord,
  type CheckRecord,
  type Evidence,
  type Scope,
  type StepRecord,
  type TrafficRecord,
} from './schema.ts'
export { loadPasses, passOf, passesOf, passesText, PASSES, withPass, type Pass } from './passes.ts'
export { MATRIX_EXCEPTIONS, matrixExceptions, type MatrixExceptions } from './matrix-exceptions.ts'
export {
  LINES_KEPT,
  listMatrixRecords,
  loadMatrixRecords,
  matrixFile,
  writeMatrixRecord,
  type MatrixRecord,
} from './matrix-record.ts'
export { refuseOrphanEvidence } from './orphan-evidence.ts'
export { proofState, type ProofState } from './proof-state.ts'
export { outputRecord } from './output-record.ts'
export { mask } from './mask.ts'
export { variableParts, type TextPart } from './variable-parts.ts'
export { CONTROL_CHARACTERS, printable, visible } from './printable.ts'
export { redact, redacted } from './redact/redact.ts'
export { junit } from './junit.ts'
export { duration, summary } from './summary.ts'
export { ticket } from './ticket.ts'
export { allIstioVersions, differencesPath, istioVersion, otherIstioVersions } from './version.ts'
export { xmlText } from './xml.ts'
