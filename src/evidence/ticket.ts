import { sentenceOf } from '../checks/index.ts'
import { processSight } from './process-sight.ts'
import { duration, leftBehind, partOf, whatStands } from './summary.ts'
import type { Evidence } from './schema.ts'
import { differencesPlace, istioVersion, otherIstioVersions } from './version.ts'

/** A block of plain text for a change ticket. Says whose cluster it was: a throw-away one, so a rehearsal, or the ticket's own. */
export function ticket(evidence: Evidence): string {
  const { versions, steps, traffic, leftovers, variables, scope, ownCluster: own } = evidence
  const set = Object.entries(variables).map(
    ([name, value]) => `${name}=${value}${scope.setVariables.includes(name) ? ' (not the value on the page)' : ''}`,
  )
  const differences = differencesPlace(versions)
  const processes = processSight(evidence)
  return [
    `Runbook:     ${evidence.runbook} (proof ${evidence.proofHash.slice(0, 12)}, commit ${evidence.commit ?? 'unknown'})`,
    ...whereItRan(evidence),
    `Result:      ${result(evidence)}, ${evidence.startedAt}, ${duration(evidence.durationMs)}`,
    `Istio:       ${own ? versions.istio : istioVersion(versions)}`,
    ...otherIstioVersions(versions).map(([name, value]) => `             ${name}: ${value}`),
    ...(differences ? [`             what differs from the published release: ${differences}`] : []),
    own
      ? `Kubernetes:  ${versions.kubernetes} (toolchain ${versions.toolchain})`
      : `Kubernetes:  ${versions.kubernetes} (kind ${versions.kind}, ${evidence.platform}, toolchain ${versions.toolchain})`,
    ...(processes ? [`Processes:   ${processes}`] : []),
    `Variables:   ${set.join(', ') || 'none'}`,
    ...(own && own.startState === undefined
      ? []
      : [
          `Start state: ${evidence.startState.join(', ') || 'an empty cluster'}${own?.startState === 'there' ? ', found there' : ''}`,
        ]),
    'Steps:',
    ...steps.flatMap((step, i) => [
      `${String(i + 1).padStart(3)}. ${step.id}: exit ${step.exitCode}, ${duration(step.durationMs)}`,
      ...step.command.split('\n').map((line) => `       ${line}`),
      ...(step.notCompared === undefined ? [] : [`     not compared: ${step.notCompared}`]),
      ...step.checks.map((check) => `     ${check.passed ? 'ok ' : 'NOT'} ${sentenceOf(check)} (${check.observed})`),
    ]),
    ...(traffic.length > 0 ? ['Traffic:'] : []),
    ...traffic.map((t) => `  ${t.route}: ${t.requests} requests, ${t.failures} failed (${t.fromStep} to ${t.toStep})`),
    `Left behind: ${leftovers.differences.join(', ') || (own ? whatStands(evidence) : leftBehind(leftovers))}`,
    ...leftovers.allowed.map((e) => `  meant to differ: ${e.object} (${e.reason})`),
    ...(own && own.elsewhere.length > 0
      ? ['Changed outside of the plan:', ...own.elsewhere.map((one) => `  ${one}`)]
      : []),
    ...(own && own.takeBack.length > 0 ? ['To take it back:', ...own.takeBack.map((one) => `  ${one}`)] : []),
    '',
  ].join('\n')
}

/** A rehearsal must not be taken for the change, nor the change for a rehearsal. */
function whereItRan({ ownCluster }: Evidence): string[] {
  if (!ownCluster)
    return ['Run on:      a throw-away kind cluster of Proving Ground, not on the cluster of this change']
  const { context, uid, use } = ownCluster
  return [
    `Run on:      context ${context}${uid === undefined ? '' : `, cluster with kube-system ${uid}`}`,
    `             ${use === 'read' ? 'nothing on it was changed' : 'this cluster was changed'}`,
  ]
}

/** A part never passes for the runbook: what it says of the rest is nothing. */
function result(evidence: Evidence): string {
  const part = partOf(evidence)
  if (part === undefined) return evidence.passed ? 'passed' : 'FAILED'
  return `${evidence.passed ? 'what ran passed, which proves nothing of the whole runbook' : 'FAILED'}: ${part}`
}
