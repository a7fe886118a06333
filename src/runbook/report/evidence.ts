import { arch, platform } from 'node:os'
import {
  hashOf,
  redact,
  SCHEMA,
  withDigest,
  type CheckRecord,
  type Evidence,
  type Scope,
} from '../../evidence/index.ts'
import { versionsOf, type Plan } from '../plan/plan.ts'
import type { RunResult, Selection } from '../run/result.ts'

/**
 * The record of a run, in the form in which it is kept. Hash and commit are those of the plan: of what ran.
 * @param versions of the cluster
 */
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
    proofHash: hashOf(inputs, versions.toolchain),
    commit,
    scope: scopeOf(plan, selection, result),
    variables: Object.fromEntries(target.page.variables.map(({ name }) => [name, valueOf(name, values[name]!)])),
    versions: versionsOf(plan, versions),
    platform: `${platform()}/${arch() === 'x64' ? 'amd64' : arch()}`,
    ...(result.processesSeenBy === 'proc' ? {} : { processesSeenBy: result.processesSeenBy }),
    startedAt: result.startedAt.toISOString(),
    durationMs: result.durationMs,
    startState: chain.map((part) => part.page.id),
    // The effect of a skipped step is unknown.
    passed: result.failure === undefined && result.skipped.length === 0,
    steps: result.steps.map((step) => ({ ...step, checks: step.checks.map(withoutData) })),
    traffic: result.traffic.map((one) => ({ ...one, firstFailures: one.firstFailures.map((text) => redact(text)) })),
    leftovers: result.leftovers,
    ...ownClusterOf(plan, selection, result),
  })
}

/** What the record says of a cluster of the user's own; nothing of one that the run made. */
function ownClusterOf(
  { chain }: Plan,
  { ownCluster: own }: Selection,
  result: RunResult,
): Pick<Evidence, 'ownCluster'> {
  if (!own || !result.ownCluster) return {}
  const { context, uid, use, startIsThere } = own
  const { takeBack, elsewhere } = result.ownCluster
  return {
    ownCluster: {
      context,
      ...(uid === undefined ? {} : { uid }),
      use,
      ...(use === 'read' || chain.length === 0 ? {} : { startState: startIsThere ? 'there' : 'made' }),
      takeBack: takeBack.map(({ step }) => step.command),
      elsewhere,
    },
  }
}

/** A value set with --set may be a secret; the variable's name shows that. */
function valueOf(name: string, value: string): string {
  return redact(`${name}=${value}`).slice(name.length + 1)
}

/** Redacts the expected and observed data of a Secret. Only the subject of the check shows that it is secret. */
function withoutData(check: CheckRecord): CheckRecord {
  const { subject, matcher, args } = check
  const [path] = args
  const ofSecret = subject.type === 'object' && subject.kind === 'Secret' && matcher === 'hasField'
  if (!ofSecret || typeof path !== 'string' || !/^(data|stringData)\./.test(path)) return check
  return { ...check, args: [path, SECRET], observedBefore: check.observedBefore && SECRET, observed: SECRET }
}

const SECRET = '[redacted: Secret data]'

/** How much of the runbook a run was about, and with which values. */
function scopeOf(
  { target, values }: Plan,
  { from, only, ownCluster }: Selection,
  { steps, skipped }: RunResult,
): Scope {
  const ran = new Set(steps.map(({ id }) => id))
  const reason = [
    ...(from === undefined ? [] : [`--from ${from}`]),
    ...(only === undefined ? [] : [`--only ${only}`]),
    ...(ownCluster?.leave ? ['--leave'] : []),
    ...(skipped.length > 0 ? [`skipped: ${skipped.join(', ')}`] : []),
  ].join('; ')
  return {
    whole: reason === '',
    reason,
    notRun: target.page.steps.map(({ id }) => id).filter((id) => !ran.has(id)),
    setVariables: target.page.variables.filter((v) => values[v.name] !== v.default).map(({ name }) => name),
  }
}
