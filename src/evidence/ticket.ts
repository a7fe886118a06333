import { sentenceOf } from '../checks/index.ts'
import { processSight } from './process-sight.ts'
import { duration, leftBehind, partOf } from './summary.ts'
import type { Evidence } from './schema.ts'
import { differencesPlace, istioVersion, otherIstioVersions } from './version.ts'

/** A block of plain text for a change ticket. Says whose run it was: a rehearsal on a throw-away cluster, not the change. */
export function ticket(evidence: Evidence): string {
  const { versions, steps, traffic, leftovers, variables, scope } = evidence
  const set = Object.entries(variables).map(
    ([name, value]) => `${name}=${value}${scope.setVariables.includes(name) ? ' (not the value on the page)' : ''}`,
  )
  const differences = differencesPlace(versions)
  const processes = processSight(evidence)
  return [
    `Runbook:     ${evidence.runbook} (proof ${evidence.proofHash.slice(0, 12)}, commit ${evidence.commit ?? 'unknown'})`,
    'Run on:      a throw-away kind cluster of Proving Ground, not on the cluster of this change',
    `Result:      ${result(evidence)}, ${evidence.startedAt}, ${duration(evidence.durationMs)}`,
    `Istio:       ${istioVersion(versions)}`,
    ...otherIstioVersions(versions).map(([name, value]) => `             ${name}: ${value}`),
    ...(differences ? [`             what differs from the published release: ${differences}`] : []),
    `Kubernetes:  ${versions.kubernetes} (kind ${versions.kind}, ${evidence.platform}, toolchain ${versions.toolchain})`,
    ...(processes ? [`Processes:   ${processes}`] : []),
    `Variables:   ${set.join(', ') || 'none'}`,
    `Start state: ${evidence.startState.join(', ') || 'an empty cluster'}`,
    'Steps:',
    ...steps.flatMap((step, i) => [
      `${String(i + 1).padStart(3)}. ${step.id}: exit ${step.exitCode}, ${duration(step.durationMs)}`,
      ...step.command.split('\n').map((line) => `       ${line}`),
      ...step.checks.map((check) => `     ${check.passed ? 'ok ' : 'NOT'} ${sentenceOf(check)} (${check.observed})`),
    ]),
    ...(traffic.length > 0 ? ['Traffic:'] : []),
    ...traffic.map((t) => `  ${t.route}: ${t.requests} requests, ${t.failures} failed (${t.fromStep} to ${t.toStep})`),
    `Left behind: ${leftovers.differences.join(', ') || leftBehind(leftovers)}`,
    ...leftovers.allowed.map((e) => `  meant to differ: ${e.object} (${e.reason})`),
    '',
  ].join('\n')
}

/** A part never passes for the runbook: what it says of the rest is nothing. */
function result(evidence: Evidence): string {
  const part = partOf(evidence)
  if (part === undefined) return evidence.passed ? 'passed' : 'FAILED'
  return `${evidence.passed ? 'what ran passed, which proves nothing of the whole runbook' : 'FAILED'}: ${part}`
}
