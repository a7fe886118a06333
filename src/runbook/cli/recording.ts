import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  changedFiles,
  EvidenceError,
  evidenceFile,
  proofState,
  readProofInputs,
  type Evidence,
} from '../../evidence/index.ts'
import type { Plan } from '../plan/plan.ts'
import { messageOf } from '../../shared/thrown.ts'

/** What came of recording one runbook. */
export interface Recording {
  id: string
  /** Why nothing was written; undefined: the evidence was. */
  refused: string | undefined
}

/** The runbooks whose evidence does not verify what they are now: none, changed since, damaged or edited. */
export async function unverified(root: string, ids: readonly string[]): Promise<string[]> {
  const states = await Promise.all(
    ids.map((id) =>
      proofState(root, id).then(
        ({ state }) => state,
        (error: unknown) => {
          if (error instanceof EvidenceError) return 'none'
          throw error
        },
      ),
    ),
  )
  return ids.filter((_id, i) => states[i] !== 'verified')
}

/**
 * Runs plans one after another and writes the evidence of each as soon as it passed, so that what fails later costs nothing
 * that is done. Goes on after a failure; ends when the signal is aborted.
 */
export async function* record(
  root: string,
  plans: readonly Plan[],
  run: (plan: Plan) => Promise<Evidence>,
  signal: AbortSignal,
): AsyncGenerator<Recording> {
  for (const plan of plans) {
    const evidence = await run(plan)
    signal.throwIfAborted()
    const refused = evidence.passed ? await changedMeanwhile(root, plan, evidence) : 'it failed'
    if (refused === undefined) await write(root, evidence)
    yield { id: plan.target.page.id, refused }
  }
}

/** Evidence of files that are no longer there would be of nothing that anybody can look up. */
async function changedMeanwhile(root: string, plan: Plan, { versions }: Evidence): Promise<string | undefined> {
  const { file, id } = plan.target.page
  try {
    const files = changedFiles(plan.inputs, await readProofInputs(root, id), versions.toolchain)
    return files.length === 0 ? undefined : `changed while it ran: ${files.join(', ')}`
  } catch (error) {
    return `changed while it ran: ${file} (${messageOf(error)})`
  }
}

/** By a rename, so that a full disk or a kill leaves the old evidence whole. */
async function write(root: string, evidence: Evidence): Promise<void> {
  const file = join(root, evidenceFile(evidence.runbook))
  await mkdir(join(root, 'evidence'), { recursive: true })
  await writeFile(`${file}.new`, `${JSON.stringify(evidence, null, 2)}\n`)
  await rename(`${file}.new`, file)
}
