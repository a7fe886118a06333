import { proofState, refuseOrphanEvidence } from '../../evidence/index.ts'
import { listGroups, listPages, loadPage, type Page } from '../../page/index.ts'
import { checkReferences } from './references.ts'

/** What a build judges its pages by. */
export interface Content {
  runbooks: readonly Page[]
  /** The commands that recorded runs ran, word for word. */
  recorded: ReadonlySet<string>
}

/**
 * Reads all runbooks with what was recorded of them.
 * @throws PageError, EvidenceError or PreconditionError, with file and line, for what is wrong in pages, references, groups or evidence
 */
export async function readContent(root: string): Promise<Content> {
  const ids = await listPages(root)
  await Promise.all([refuseOrphanEvidence(root, ids), checkReferences(root), listGroups(root)])
  const runbooks = await Promise.all(ids.map((id) => loadPage(root, id)))
  const proofs = await Promise.all(ids.map((id) => proofState(root, id)))
  const steps = proofs.flatMap((proof) => (proof.state === 'none' ? [] : proof.evidence.steps))
  return { runbooks, recorded: new Set(steps.filter(({ passed }) => passed).map(({ command }) => command)) }
}
