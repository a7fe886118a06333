import { count } from '../shared/plural.ts'
import { processSight } from './process-sight.ts'
import type { Evidence } from './schema.ts'
import { istioVersion, otherIstioVersions } from './version.ts'

/** `1.4 s`, or `2 min 5 s` from a minute on. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

/** The end of a run for a person: what was proven, on what, how long it took. */
export function summary(evidence: Evidence): string {
  const { steps, traffic, leftovers, versions, ownCluster } = evidence
  const checks = steps.flatMap((s) => s.checks)
  const width = Math.max(...steps.map((s) => s.id.length))
  const rows = steps.map(
    (s) =>
      `  ${s.passed ? '✔' : '✘'} ${s.id.padEnd(width)}  ${duration(s.durationMs).padStart(8)}  ${s.notCompared === undefined ? count(s.checks.length, 'check') : 'not compared'}`,
  )
  const requests = traffic.map(
    (t) => `  ${t.failures === 0 ? '✔' : '✘'} ${t.route}: ${count(t.requests, 'request')}, ${t.failures} failed`,
  )
  const part = partOf(evidence)
  const processes = processSight(evidence)
  return [
    `${evidence.passed ? 'PASSED' : 'FAILED'}  ${evidence.runbook}  ${part === undefined ? '' : `${part}, `}${count(steps.length, 'step')}, ${count(checks.length, 'check')} in ${duration(evidence.durationMs)}`,
    ...rows,
    ...requests,
    `  ${ownCluster ? whatStands(evidence) : leftBehind(leftovers)}`,
    ...(processes ? [`  processes: ${processes}`] : []),
    ...otherIstioVersions(versions).map(([name, value]) => `  ${name}: ${value}`),
    ownCluster
      ? `  Istio ${versions.istio} · Kubernetes ${versions.kubernetes} · context ${ownCluster.context} · toolchain ${versions.toolchain}`
      : `  Istio ${istioVersion(versions)} · Kubernetes ${versions.kubernetes} · kind ${versions.kind} · ${evidence.platform} · toolchain ${versions.toolchain}`,
  ].join('\n')
}

/** Of a run of a part, what part it was: "a part only (--from precheck)"; undefined for a run of the whole runbook. */
export function partOf({ scope }: Evidence): string | undefined {
  return scope.whole ? undefined : `a part only (${scope.reason})`
}

/** Of a run on a cluster of somebody's own: what stands there now. */
export function whatStands({ ownCluster, leftovers }: Evidence): string {
  if (!ownCluster || ownCluster.use === 'read') return 'nothing was changed'
  if (ownCluster.takeBack.length > 0)
    return `${count(ownCluster.takeBack.length, 'command')} would take back what stands`
  if (leftovers.compared === 0) return 'nothing stands that a command would take back'
  return leftovers.differences.length === 0
    ? 'the objects of the plan are as before'
    : `left behind: ${count(leftovers.differences.length, 'difference')}`
}

/** Whether the cluster was as before, or that this was not looked at. */
export function leftBehind({ compared, differences }: Evidence['leftovers']): string {
  if (compared === 0) return 'not compared with its state before: that takes a run of all steps'
  return differences.length === 0
    ? `the cluster is as before (${compared} objects)`
    : `left behind: ${count(differences.length, 'difference')}`
}
