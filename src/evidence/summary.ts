import type { Evidence } from './schema.ts'

/** `1.4 s`, or `2 min 5 s` from a minute on. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

/** The end of a run for a person: what was proven, on what, how long it took. */
export function summary(evidence: Evidence): string {
  const { steps, traffic, leftovers, versions } = evidence
  const checks = steps.flatMap((s) => s.checks)
  const width = Math.max(...steps.map((s) => s.id.length))
  const rows = steps.map((s) => `  ${s.passed ? '✔' : '✘'} ${s.id.padEnd(width)}  ${duration(s.durationMs).padStart(8)}  ${s.checks.length} checks`)
  const requests = traffic.map((t) => `  ${t.failures === 0 ? '✔' : '✘'} ${t.route}: ${t.requests} requests, ${t.failures} failed`)
  const left = leftovers.differences.length === 0 ? `the cluster is as before (${leftovers.compared} objects)` : `left behind: ${leftovers.differences.length} differences`
  return [
    `${evidence.passed ? 'PASSED' : 'FAILED'}  ${evidence.runbook}  ${steps.length} steps, ${checks.length} checks in ${duration(evidence.durationMs)}`,
    ...rows,
    ...requests,
    `  ${left}`,
    `  Istio ${versions.istio} · Kubernetes ${versions.kubernetes} · kind ${versions.kind} · ${evidence.platform} · supplier ${versions.supplier}`,
  ].join('\n')
}
