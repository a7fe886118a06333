export { candidatesOf, pinnedVersions, toolchainText } from './candidates.ts'
export { carryOver } from './carry-over.ts'
export { issueBody } from './issue-body.ts'
export { tellInIssue } from './issue.ts'
export { DRIFT, driftFile, loadDrift, parseFile } from './load.ts'
export { askPublishers } from './publishers.ts'
export { allPassed, failuresOf, resultWords, versionWords, withResults, type Failed } from './report.ts'
export { runCandidate } from './run-candidate.ts'
export {
  DRIFT_SCHEMA,
  resultsSchema,
  type Drift,
  type DriftFailure,
  type DriftResult,
  type DriftRun,
} from './schema.ts'
export { issueTracker, runAddress, tokenForGitHub } from './workflow.ts'
