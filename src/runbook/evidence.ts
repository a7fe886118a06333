import { arch, platform } from 'node:os'
import { hashOf, SCHEMA, withDigest, type Evidence } from '../evidence/index.ts'
import type { Plan } from './plan.ts'
import type { RunResult, Selection } from './run-result.ts'
import { scopeOf } from './scope.ts'

/** The record of a run, in the form in which it is kept. Hash and commit are those of the plan: of what ran. */
export function makeEvidence(
  plan: Plan,
  selection: Selection,
  result: RunResult,
  versions: Evidence['versions'],
): Evidence {
  const { target, chain, values, inputs, commit } = plan
  return withDigest({
    schema: SCHEMA,
    runbook: target.page.id,
    hash: hashOf(inputs, versions.supplier),
    commit,
    scope: scopeOf(plan, selection, result),
    variables: Object.fromEntries(target.page.variables.map((v) => [v.name, values[v.name]!])),
    versions,
    platform: `${platform()}/${arch() === 'x64' ? 'amd64' : arch()}`,
    startedAt: result.startedAt.toISOString(),
    durationMs: result.durationMs,
    chain: chain.map((part) => part.page.id),
    // Nobody knows what a step does that was skipped.
    passed: result.failure === undefined && result.skipped.length === 0,
    steps: result.steps,
    traffic: result.traffic,
    leftovers: result.leftovers,
  })
}
