import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { EvidenceError } from './load.ts'
import { versionsSchema } from './schema.ts'
import { isSystemError, messageOf } from '../shared/thrown.ts'

/** One run of a runbook that passed and agreed with its evidence, in a run of the whole suite. */
const pass = z.strictObject({
  /** The runbook. */
  id: z.string(),
  versions: versionsSchema,
  /** The hash of its proof, see `proofHash`. */
  proofHash: z.string(),
  /** The number of the engine's contract. */
  contract: z.int().positive(),
  /** SHA-256, in hex, of the engine's files. */
  engine: z.string(),
  /** The commit that was checked out; null: no repository. */
  commit: z.string().nullable(),
  /** When the run ended, ISO 8601, UTC. */
  time: z.iso.datetime(),
})
export type Pass = z.infer<typeof pass>

/** The path of the passes from the project's root. */
export const PASSES = 'evidence/passes.json'

/** The passes that are written down; none when there is no such file. @throws EvidenceError for a file that is damaged */
export async function loadPasses(root: string): Promise<Pass[]> {
  const text = await readFile(join(root, PASSES), 'utf8').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return '[]'
    throw error
  })
  try {
    return z.array(pass).parse(JSON.parse(text))
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error)
    throw new EvidenceError(
      `${PASSES}: is damaged; git checkout ${PASSES}, or delete it and run npm run test:all\n${reason}`,
    )
  }
}

/** The passes with one more, which replaces an earlier one of the same runbook and versions; sorted by id. */
export function withPass(passes: readonly Pass[], added: Pass): Pass[] {
  const key = ({ id, versions: { toolchain, istio, kubernetes } }: Pass) => [id, toolchain, istio, kubernetes].join(' ')
  return [...passes.filter((one) => key(one) !== key(added)), added].sort((a, b) => key(a).localeCompare(key(b)))
}

/** The text of the file: a pass on each line, so that two branches that added some can be merged. */
export function passesText(passes: readonly Pass[]): string {
  return passes.length === 0 ? '[]\n' : `[\n${passes.map((one) => `  ${JSON.stringify(one)}`).join(',\n')}\n]\n`
}

/** What a pass must be of to count: the proof of today. */
export type Wanted = Pick<Pass, 'id' | 'proofHash' | 'contract'> & Partial<Pick<Pass, 'engine'>>

/** The newest pass that is of this; without `engine` one by any engine of the same contract counts. */
export function passOf(passes: readonly Pass[], wanted: Wanted): Pass | undefined {
  return passes
    .filter(
      ({ id, proofHash, contract, engine }) =>
        id === wanted.id &&
        proofHash === wanted.proofHash &&
        contract === wanted.contract &&
        (wanted.engine === undefined || engine === wanted.engine),
    )
    .sort((a, b) => b.time.localeCompare(a.time))[0]
}

/** When the first and the last of these runbooks passed last, and which of them never did. */
export function passesOf(
  passes: readonly Pass[],
  ids: readonly string[],
): { first: string; last: string; never: string[] } {
  const newest = ids.map((id) => ({
    id,
    time: passes
      .filter((one) => one.id === id)
      .map(({ time }) => time)
      .sort()
      .at(-1),
  }))
  const times = newest.flatMap(({ time }) => time ?? []).sort()
  return {
    first: times[0] ?? '',
    last: times.at(-1) ?? '',
    never: newest.filter(({ time }) => time === undefined).map(({ id }) => id),
  }
}
