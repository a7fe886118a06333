import { z } from 'zod'
import { ROOT } from '../../shared/root.ts'
import { readData, stepReference } from '../shared/content-data.ts'
import { LEGACY_FILE, listNotRun, notRunId, type NotRun } from '../not-run/not-run.ts'
import { REASONS, type Reason } from '../not-run/reasons.ts'
import { runbook, stepName, stepOf, stepPath, type ShownStep } from '../runbook/runbook.ts'

/** What `use` has in place of a step where the page shows the command as not run. */
const NOT_RUN = /#not-run$/

const row = z.strictObject({
  /** C01 to C74: in a code block of the older page. I1 to I9: in its prose. */
  id: z.string().regex(/^(C\d\d|I\d)$/, 'is C01 to C74 or I1 to I9'),
  /** The command of the older page, on one line. */
  old: z.string().regex(/^[^`\n]+$/, 'is a command on one line; words about it belong into "now"'),
  /** `works`: as the older page says. `differs`: it runs, but not with the result that is claimed. `fails`: see `proof`. */
  state: z.enum(['works', 'differs', 'fails', 'not run']),
  /** Only with `not run`. */
  reason: z.enum(Object.keys(REASONS) as [Reason, ...Reason[]]).optional(),
  /** What happens now, for a reader. Backticks mark code. */
  now: z.string().min(1),
  /** The step that shows it; only a command that was not run may have none. Of one that fails: a step that is expected to fail. */
  proof: stepReference.optional(),
  /** The step that does what the reader wants. Of a command that was not run also `runbook#not-run`: its `<NotRun>`. */
  use: stepReference,
  /** The bytes of that step or that `<NotRun>`, so that a change there is noticed here. */
  command: z.string().min(1),
})

export type LegacyCommand = z.infer<typeof row>

/** Every id that a whole table has. */
export const LEGACY_IDS = [
  ...Array.from({ length: 74 }, (_, i) => `C${String(i + 1).padStart(2, '0')}`),
  ...Array.from({ length: 9 }, (_, i) => `I${i + 1}`),
]

/** @throws PreconditionError or Error that names the file and what is wrong in it: the build fails */
export async function loadLegacyCommands(): Promise<LegacyCommand[]> {
  const rows = await readData(LEGACY_FILE, z.array(row))
  const faults = await legacyFaults(rows)
  if (faults.length > 0) throw new Error(`${LEGACY_FILE}:\n  ${faults.join('\n  ')}`)
  return rows
}

type Find = (reference: string) => Promise<Pick<ShownStep, 'step'>>

/** What keeps the table from being whole and true, a sentence each. @param notRun what the pages show as not run */
export async function legacyFaults(
  rows: readonly LegacyCommand[],
  find: Find = stepOf,
  notRun?: readonly NotRun[],
): Promise<string[]> {
  const given = rows.map(({ id }) => id)
  const missing = LEGACY_IDS.filter((id) => !given.includes(id)).map((id) => `${id}: has no row`)
  const twice = given.filter((id, i) => given.indexOf(id) !== i).map((id) => `${id}: has two rows`)
  const listed = notRun ?? (await listNotRun(ROOT))
  const wrong = await Promise.all(
    rows.map(async (one) => [
      ...stateFaults(one),
      ...(await proofFaults(one, find)),
      ...(NOT_RUN.test(one.use) ? notRunFaults(one, listed) : await useFaults(one, find)),
    ]),
  )
  return [...missing, ...twice, ...wrong.flat()]
}

function stateFaults({ id, old, state, reason, command }: LegacyCommand): string[] {
  const faults = []
  if ((state === 'not run') !== (reason !== undefined))
    faults.push(`${id}: a reason goes with "not run", and only with it`)
  if (state !== 'works' && command === old) faults.push(`${id}: has no other command to use`)
  return faults
}

async function proofFaults({ id, old, state, proof }: LegacyCommand, find: Find): Promise<string[]> {
  if (!proof) return state === 'not run' ? [] : [`${id}: names no step that shows it`]
  const { step } = await find(proof)
  if (state === 'fails' && !step.expectedFailure) return [`${id}: ${proof} is not expected to fail`]
  return state === 'not run' && step.command === old ? [`${id}: is not "not run": ${proof} runs it`] : []
}

async function useFaults({ id, use, command }: LegacyCommand, find: Find): Promise<string[]> {
  const { step } = await find(use)
  const faults = []
  if (step.command !== command) faults.push(`${id}: ${use} runs other bytes: ${step.command}`)
  if (step.expectedFailure) faults.push(`${id}: ${use} is expected to fail; nobody should use it`)
  return faults
}

function notRunFaults({ id, state, use, command }: LegacyCommand, listed: readonly NotRun[]): string[] {
  const faults = []
  if (state !== 'not run') faults.push(`${id}: only a command that was not run may point at ${use}`)
  if (!listed.some(({ kind, text, path }) => kind === 'command' && text === command && path === notRunPath(use, text)))
    faults.push(`${id}: ${use}: that page shows no such command as not run: ${command}`)
  return faults
}

function notRunPath(use: string, command: string): string {
  return `runbooks/${use.replace(NOT_RUN, '')}/#${notRunId(command)}`
}

/** Where a reader finds the command to use. */
export interface Place {
  /** Below the base. */
  path: string
  name: string
  /** Whether a step runs it there; else the page shows it as not run. */
  run: boolean
}

/** @throws Error of an unknown runbook or step: the build fails */
export async function placeOf({ use, command }: LegacyCommand): Promise<Place> {
  if (!NOT_RUN.test(use)) {
    const step = await stepOf(use)
    return { path: stepPath(step), name: stepName(step), run: true }
  }
  const { page } = await runbook(use.replace(NOT_RUN, ''))
  return { path: `/${notRunPath(use, command)}`, name: page.title, run: false }
}
