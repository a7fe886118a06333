import { processSight } from './process-sight.ts'
import { redact } from './redact/redact.ts'
import type { Evidence } from './schema.ts'
import { partOf } from './summary.ts'
import { differencesPlace, istioVersion, otherIstioVersions } from './version.ts'
import { xmlElement, xmlText } from './xml.ts'

/** What came of a step of the page, or of the comparison of the cluster: a `<testcase>`. */
interface Case {
  name: string
  outcome: 'passed' | 'skipped' | 'failure' | 'error'
  /** Why it did not pass. */
  message?: string | undefined
  /** What it printed; absent when it did not run. */
  output?: string
  /** Seconds; absent when it did not run. */
  time?: number
}

/**
 * The run as a JUnit file: a suite per runbook, a case per step of the page, skipped when it did not run, and one for what was
 * left behind. The suite's property `scope` says whether the whole runbook was to run, `istio` on which version.
 * @param failure why the run failed; secrets in what it quotes are redacted. Undefined when the run passed
 */
export function junit(evidence: Evidence, failure: string | undefined): string {
  const name = evidence.runbook
  const cases = casesOf(evidence, failure === undefined ? undefined : redact(failure))
  const count = (outcome: Case['outcome']) => cases.filter((one) => one.outcome === outcome).length
  const counts = {
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  }
  const whole = { name, timestamp: evidence.startedAt, time: evidence.durationMs / 1000, ...counts }
  const suite = xmlElement('testsuite', whole, [
    xmlElement('properties', {}, propertiesOf(evidence)),
    ...cases.map((one) => elementOf(name, one)),
  ])
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement('testsuites', counts, [suite])}\n`
}

function casesOf({ steps, scope, leftovers }: Evidence, fault: string | undefined): Case[] {
  const ran = steps.map(({ id, command, output, durationMs, passed }): Case => {
    const message = passed ? undefined : (fault ?? 'failed')
    const shown = { output: `$ ${command}\n${output.text}`, time: durationMs / 1000 }
    return { name: id, outcome: passed ? 'passed' : 'failure', message, ...shown }
  })
  const notRun = scope.notRun.map((name): Case => ({ name, outcome: 'skipped' }))
  return [
    ...ran,
    ...notRun,
    {
      name: 'left behind',
      ...leftBehind(
        leftovers,
        steps.every((step) => step.passed),
        fault,
      ),
    },
  ]
}

/** A fault without a failed step and without a difference happened outside of them, in the comparison for example. */
function leftBehind(
  { compared, differences }: Evidence['leftovers'],
  stepsPassed: boolean,
  fault: string | undefined,
): Pick<Case, 'outcome' | 'message'> {
  if (differences.length > 0) return { outcome: 'failure', message: differences.join('\n') }
  if (fault !== undefined && stepsPassed) return { outcome: 'error', message: fault }
  return { outcome: compared === 0 ? 'skipped' : 'passed' }
}

function propertiesOf(evidence: Evidence): string[] {
  const { versions, scope, variables } = evidence
  const place = differencesPlace(versions)
  const processes = processSight(evidence)
  const properties = [
    { name: 'scope', value: partOf(evidence) ?? 'whole' },
    { name: 'istio', value: istioVersion(versions) },
    ...otherIstioVersions(versions).map(([name, value]) => ({ name, value })),
    ...(place ? [{ name: 'differences from the published release', value: place }] : []),
    ...(processes ? [{ name: 'processes', value: processes }] : []),
    ...scope.setVariables.map((name) => ({ name: `set ${name}`, value: variables[name] ?? '' })),
  ]
  return properties.map((property) => xmlElement('property', property))
}

function elementOf(classname: string, { name, outcome, message, output, time }: Case): string {
  const parts = []
  if (outcome === 'skipped') parts.push(xmlElement('skipped', {}))
  else if (outcome !== 'passed') parts.push(xmlElement(outcome, { message: message ?? '' }))
  if (output !== undefined) parts.push(`<system-out>${xmlText(output)}</system-out>`)
  return xmlElement('testcase', { classname, name, ...(time === undefined ? {} : { time }) }, parts)
}
