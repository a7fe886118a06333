import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { CheckRecord, Evidence } from '../evidence/index.ts'
import type { Step } from '../page/index.ts'
import type { Plan, RunResult } from '../runbook/index.ts'
import { readYaml } from '../shared/yaml.ts'
import { failedAt, RepeatedRun } from './repeated-run.ts'

const mutantSchema = z.strictObject({
  /** `install-canary#restart` */
  step: z.string(),
  /** The step that failed; absent: none, so nothing guards the command. */
  killedAt: z.string().optional(),
  /** Why it failed; for a survivor that is listed as equivalent: why no check can tell. */
  why: z.string(),
})

/** What became of a run in which one command was left out. */
export type Mutant = z.infer<typeof mutantSchema>

const FILE = 'runbooks/equivalent-mutants.yaml'

/** Steps whose command may be left out unnoticed, each with the reason why that is no gap. */
const schema = z.record(z.string().regex(/^[\w-]+#[\w-]+$/, 'names a step: runbook#step'), z.string().min(1))

/** @throws PreconditionError with file, line and what is wrong there */
export async function equivalentMutants(root: string): Promise<Readonly<Record<string, string>>> {
  return readYaml(FILE, await readFile(join(root, FILE), 'utf8'), schema.default({}))
}

/** Matchers of the output that do not hold for a command that prints nothing, whatever their arguments are. */
const NEED_OUTPUT = ['contains', 'hasRow']

/**
 * The mutants of steps that only read. They need no run: a reading step that prints nothing fails at the first check of its
 * output that names something, and nothing after it could notice.
 * @param recorded evidence of the plan's runbook as it is now, for the arguments of its checks
 */
export function mutantsOfReadingSteps({ target }: Plan, recorded: Evidence): Mutant[] {
  const checksOf = new Map(recorded.steps.map(({ id, checks }) => [id, checks]))
  return target.steps.flatMap(({ page, step }) => {
    const failing = judgedByOutput(step) ? checksOf.get(step.id)?.find(needsOutput) : undefined
    if (failing === undefined) return []
    const why = `a command that prints nothing fails the check ${failing.matcher} of its output`
    return [{ step: `${page.id}#${step.id}`, killedAt: step.id, why }]
  })
}

function judgedByOutput(step: Step): boolean {
  return step.readOnly && step.expectedFailure === undefined
}

function needsOutput({ subject, matcher, args }: CheckRecord): boolean {
  if (subject.type !== 'output') return false
  if (matcher === 'equals') return args[0] !== ''
  if (matcher === 'hasRows') return args[0] !== 0
  return NEED_OUTPUT.includes(matcher)
}

/** Where mutants are kept. */
export const MUTANTS = { name: 'mutants', schema: mutantSchema }

/**
 * Runs the runbook once for each of these steps with that step's command left out and its checks kept.
 * @param steps ids of the plan's steps
 * @returns as it becomes known; a survivor has no `killedAt`
 */
export async function* mutants(plan: Plan, steps: readonly string[], signal: AbortSignal): AsyncGenerator<Mutant> {
  const repeatedRun = new RepeatedRun(plan, signal)
  try {
    for (const [i, { page, step }] of plan.target.steps.entries()) {
      if (!steps.includes(step.id)) continue
      let failure = await failureWithout(step.id, repeatedRun, signal)
      // What fails before the command that is left out fails for another reason: the start state was not there.
      if (isBefore(failure, i, plan)) {
        await repeatedRun.end()
        failure = await failureWithout(step.id, repeatedRun, signal)
      }
      if (isBefore(failure, i, plan))
        throw new Error(`${failure?.at?.step.id} fails without a mutation: ${failure?.reason}`)
      const killedAt = failure && failedAt(failure)
      const why = failure?.reason.split('\n')[0] ?? ''
      yield { step: `${page.id}#${step.id}`, ...(killedAt === undefined ? {} : { killedAt }), why }
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
  const { failure } = await repeatedRun.run({ leaveOut })
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
