import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readYaml } from '../../shared/yaml.ts'
import type { Plan } from '../plan/plan.ts'
import { RepeatedRun } from './repeated-run.ts'
import type { RunResult } from '../run/result.ts'

/** What became of a run in which one command was left out. */
export interface Mutant {
  /** `install-canary#restart` */
  step: string
  /** The step that failed; undefined: none, so nothing guards the command. */
  killedAt: string | undefined
  /** Why it failed; for a survivor that is listed as equivalent: why no check can tell. */
  why: string
}

const FILE = 'runbooks/equivalent-mutants.yaml'

/** Steps whose command may be left out unnoticed, each with the reason why that is no gap. */
const schema = z.record(z.string().regex(/^[\w-]+#[\w-]+$/, 'names a step: runbook#step'), z.string().min(1))

/** @throws PreconditionError with file, line and what is wrong there */
export async function equivalentMutants(root: string): Promise<Readonly<Record<string, string>>> {
  return readYaml(FILE, await readFile(join(root, FILE), 'utf8'), schema.default({}))
}

/**
 * Runs the runbook once for each of its steps with that step's command left out and its checks kept.
 * @returns as it becomes known; a survivor has no `killedAt`
 */
export async function* mutants(plan: Plan, signal: AbortSignal): AsyncGenerator<Mutant> {
  const repeatedRun = new RepeatedRun(plan, signal)
  try {
    for (const [i, { page, step }] of plan.target.steps.entries()) {
      let failure = await failureWithout(step.id, repeatedRun, signal)
      // What fails before the command that is left out fails for another reason: the start state was not there.
      if (isBefore(failure, i, plan)) {
        await repeatedRun.end()
        failure = await failureWithout(step.id, repeatedRun, signal)
      }
      if (isBefore(failure, i, plan))
        throw new Error(`${failure?.at?.step.id} fails without a mutation: ${failure?.reason}`)
      const at = failure && (failure.at?.step.id ?? 'the comparison at the end')
      yield { step: `${page.id}#${step.id}`, killedAt: at, why: failure?.reason.split('\n')[0] ?? '' }
    }
  } finally {
    await repeatedRun.end()
  }
}

async function failureWithout(
  leaveOut: string,
  repeatedRun: RepeatedRun,
  signal: AbortSignal,
): Promise<RunResult['failure']> {
  const { failure } = await repeatedRun.rerun({ leaveOut })
  signal.throwIfAborted()
  return failure
}

/** Whether a run failed at a step that comes before the one whose command was left out. */
export function isBefore(failure: RunResult['failure'], leftOut: number, plan: Plan): boolean {
  if (!failure?.at) return false
  const at = plan.target.steps.indexOf(failure.at)
  return at < leftOut
}

/** What is wrong with the outcome: survivors that nothing explains, and explanations of mutants that are killed. */
export function mutationFaults(found: readonly Mutant[], equivalent: Readonly<Record<string, string>>): string[] {
  return found.flatMap(({ step, killedAt }) => {
    const listed = equivalent[step] !== undefined
    if (killedAt === undefined && !listed) return [`${step}: its command can be left out, and no check notices`]
    if (killedAt !== undefined && listed) return [`${step}: ${FILE} lists it, but a check notices`]
    return []
  })
}
