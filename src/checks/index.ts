export type { Assertion, Baselines, Checked, HasSubject, Matcher, Observation, Outcome } from './assertion.ts'
export { asArgument, checkData, sameCheck, type Argument, type CheckData, type Subject } from './check-data.ts'
export { isReached, type RunVersions, type Since } from './since.ts'
export { generatedSentence, hasMatcher, sentenceOf } from './words.ts'
