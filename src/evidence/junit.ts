import builder from 'junit-report-builder'
import { redact } from './redact/redact.ts'
import type { Evidence } from './schema.ts'
import { partOf } from './summary.ts'
import { differencesPlace, istioVersion } from './version.ts'

/**
 * The run as a JUnit file: a suite per runbook, a case per step of the page, skipped when it did not run, and one for what was
 * left behind. The suite's property `scope` says whether the whole runbook was to run, `istio` on which version.
 */
export function junit(evidence: Evidence, failure: string | undefined): string {
  // It may quote what a command printed.
  const fault = failure === undefined ? undefined : redact(failure)
  const report = builder.newBuilder()
  const suite = report
    .testSuite()
    .name(evidence.runbook)
    .timestamp(evidence.startedAt)
    .time(evidence.durationMs / 1000)
  suite.property('scope', partOf(evidence) ?? 'whole')
  suite.property('istio', istioVersion(evidence.versions))
  const place = differencesPlace(evidence.versions)
  if (place) suite.property('differences from the published release', place)
  for (const name of evidence.scope.setVariables) suite.property(`set ${name}`, evidence.variables[name] ?? '')
  for (const step of evidence.steps) {
    const test = suite
      .testCase()
      .className(evidence.runbook)
      .name(step.id)
      .time(step.durationMs / 1000)
    test.standardOutput(`$ ${step.command}\n${step.output.text}`)
    if (!step.passed) test.failure(fault ?? 'failed')
  }
  for (const id of evidence.scope.notRun) suite.testCase().className(evidence.runbook).name(id).skipped()
  const last = suite.testCase().className(evidence.runbook).name('left behind')
  const { compared, differences } = evidence.leftovers
  if (compared === 0) last.skipped()
  if (differences.length > 0) last.failure(differences.join('\n'))
  if (fault !== undefined && evidence.steps.every((s) => s.passed) && differences.length === 0) last.error(fault)
  return report.build()
}
