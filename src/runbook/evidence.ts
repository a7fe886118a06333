import { arch, platform } from 'node:os'
import { $ } from 'zx'
import { proofHash, SCHEMA, type Evidence } from '../evidence/index.ts'
import type { Plan } from './plan.ts'
import type { RunResult } from './run-result.ts'

/** The record of a run, in the form in which it is kept. */
export async function makeEvidence(
  root: string,
  plan: Plan,
  result: RunResult,
  versions: Evidence['versions'],
): Promise<Evidence> {
  const { target, chain, values } = plan
  return {
    schema: SCHEMA,
    runbook: target.page.id,
    hash: await proofHash(root, target.page.id),
    commit: await headCommit(root),
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
  }
}

async function headCommit(root: string): Promise<string | null> {
  const { exitCode, stdout } = await $({ cwd: root, nothrow: true, quiet: true })`git rev-parse HEAD`
  return exitCode === 0 ? stdout.trim() : null
}
