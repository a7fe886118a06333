import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { ROOT } from '../../root.ts'
import { REASONS, type Reason } from './reasons.ts'
import { stepOf, type ShownStep } from './runbook.ts'

const reference = z.string().regex(/^[\w-]+#[\w-]+$/, 'names a step: runbook#step')

const row = z.strictObject({
  /** C01 to C74: in a code block of the older page. I1 to I9: in its prose. */
  id: z.string().regex(/^(C\d\d|I\d)$/, 'is C01 to C74 or I1 to I9'),
  /** What the older page says, as one line. */
  old: z.string().min(1),
  /** `works`: as the older page says. `differs`: it runs, but not with the result that is claimed. `fails`: see `proof`. */
  state: z.enum(['works', 'differs', 'fails', 'not run']),
  /** Only with `not run`. */
  reason: z.enum(Object.keys(REASONS) as [Reason, ...Reason[]]).optional(),
  /** What happens now, for a reader. Backticks mark code. */
  now: z.string().min(1),
  /** The step that shows it. Of a command that fails: a step that is expected to fail. */
  proof: reference,
  /** The step that does what the reader wants. */
  use: reference,
  /** The bytes of that step, so that a change of the step is noticed here. */
  command: z.string().min(1),
})

export type SeedCommand = z.infer<typeof row>

/** Every id that a whole table has. */
export const SEED_IDS = [
  ...Array.from({ length: 74 }, (_, i) => `C${String(i + 1).padStart(2, '0')}`),
  ...Array.from({ length: 9 }, (_, i) => `I${i + 1}`),
]

/** @throws Error that names the file and what is wrong in it: the build fails */
export async function loadSeedCommands(): Promise<SeedCommand[]> {
  const file = 'content/seed-commands.yaml'
  const parsed = z.array(row).safeParse(parse(await readFile(join(ROOT, file), 'utf8')))
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`)
  const faults = await seedFaults(parsed.data)
  if (faults.length > 0) throw new Error(`${file}:\n  ${faults.join('\n  ')}`)
  return parsed.data
}

/** What keeps the table from being whole and true, a sentence each. */
export async function seedFaults(
  rows: readonly SeedCommand[],
  find: (reference: string) => Promise<Pick<ShownStep, 'step'>> = stepOf,
): Promise<string[]> {
  const given = rows.map(({ id }) => id)
  const missing = SEED_IDS.filter((id) => !given.includes(id)).map((id) => `${id}: has no row`)
  const twice = given.filter((id, i) => given.indexOf(id) !== i).map((id) => `${id}: has two rows`)
  const wrong = await Promise.all(rows.map((one) => rowFaults(one, find)))
  return [...missing, ...twice, ...wrong.flat()]
}

async function rowFaults(
  { id, state, reason, proof, use, command }: SeedCommand,
  find: (reference: string) => Promise<Pick<ShownStep, 'step'>>,
): Promise<string[]> {
  const [shown, used] = await Promise.all([find(proof), find(use)])
  const faults = []
  if (used.step.command !== command) faults.push(`${id}: ${use} runs other bytes: ${used.step.command}`)
  if (used.step.fails) faults.push(`${id}: ${use} is expected to fail; nobody should use it`)
  if (state === 'fails' && !shown.step.fails) faults.push(`${id}: ${proof} is not expected to fail`)
  if ((state === 'not run') !== (reason !== undefined))
    faults.push(`${id}: a reason goes with "not run", and only with it`)
  return faults
}
