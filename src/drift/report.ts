import type { Drift, DriftResult, DriftRun } from './schema.ts'

/** A runbook that did not pass, and the run that it was part of. */
export interface Failed {
  run: DriftRun
  result: DriftResult
}

/** The runs with what came of them. @param results by the name of the run; none: its machine was lost */
export function withResults(looked: Drift, results: ReadonlyMap<string, readonly DriftResult[]>): Drift {
  return { ...looked, runs: looked.runs.map((run) => ({ ...run, results: [...(results.get(run.name) ?? [])] })) }
}

/** Every runbook that did not pass. */
export function failuresOf({ runs }: Drift): Failed[] {
  return runs.flatMap((run) =>
    run.results.filter(({ outcome }) => outcome !== 'passed').map((result) => ({ run, result })),
  )
}

/** Whether every run is there, and every runbook passed. */
export function allPassed(drift: Drift): boolean {
  return failuresOf(drift).length === 0 && drift.runs.every(({ results }) => results.length > 0)
}

/** "Istio 1.31.5, Kubernetes 1.36.4, kind 0.33.0": what a run was on. */
export function versionWords({ versions }: DriftRun): string {
  const { istio, otherIstio, kubernetes, kind } = versions
  const others = Object.values(otherIstio).map((version) => ` and ${version}`)
  return `Istio ${istio}${others.join('')}, Kubernetes ${kubernetes}, kind ${kind}`
}

/** "38 of 40 runbooks passed", "no result is known". */
export function resultWords({ results }: DriftRun): string {
  if (results.length === 0) return 'no result is known'
  const passed = results.filter(({ outcome }) => outcome === 'passed').length
  return `${passed} of ${results.length} runbooks passed`
}
