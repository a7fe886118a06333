import {
  loadMatrixRecords,
  proofState,
  visible,
  type MatrixRecord,
  type ProofState,
  type StepRecord,
} from '../../evidence/index.ts'
import { listPages, loadPage, type Page, type Step } from '../../page/index.ts'
import { ROOT } from '../../shared/root.ts'
import { closestMatches } from '../../shared/closest-matches.ts'

/** A runbook page with the state of its proof. */
export interface Runbook {
  page: Page
  proof: ProofState
  /** Runs on other versions than those of the proof. */
  otherVersions: MatrixRecord[]
}

/** A step with what its last run recorded. */
export interface ShownStep extends Runbook {
  step: Step
  /** Counted from 1. */
  number: number
  record: StepRecord | undefined
}

const loaded = new Map<string, Promise<Runbook>>()

/** Reads a runbook and its evidence, once per build. @throws PageError, EvidenceError: the build fails */
export function runbook(id: string): Promise<Runbook> {
  const known = loaded.get(id) ?? load(id)
  // A dev server must see edits; a build reads each page many times.
  if (import.meta.env.PROD) loaded.set(id, known)
  return known
}

async function load(id: string): Promise<Runbook> {
  const [page, proof, records] = await Promise.all([
    loadPage(ROOT, id),
    proofState(ROOT, id),
    loadMatrixRecords(ROOT, id),
  ])
  return {
    page,
    proof: proof.state === 'none' ? proof : { ...proof, evidence: allVisible(proof.evidence) },
    otherVersions: allVisible(records),
  }
}

/** Output is kept as visible text; names of objects, checks and the rest of the evidence are what a cluster said. */
function allVisible<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value), (_key, one: unknown) =>
    typeof one === 'string' ? visible(one) : one,
  ) as Value
}

/** The id of the runbook that a page of the site shows, if it is one. */
export function runbookId(entryId: string): string | undefined {
  return /^runbooks\/(.+)$/.exec(entryId)?.[1]
}

/**
 * A step by its reference, `install-canary#install-revision`.
 * @throws Error that names the nearest steps: the build fails
 */
export async function stepOf(reference: string): Promise<ShownStep> {
  const [id = '', stepId = ''] = reference.split('#')
  const found = await runbook(id).catch(async (error: unknown) => {
    const known = await listPages(ROOT)
    if (known.includes(id)) throw error
    throw new Error(`${reference}: there is no runbook ${id}; nearest: ${closestMatches(id, known).join(', ')}`)
  })
  const index = found.page.steps.findIndex((step) => step.id === stepId)
  if (index < 0) {
    const ids = found.page.steps.map((step) => step.id)
    throw new Error(`${reference}: ${id} has no such step; nearest: ${closestMatches(stepId, ids).join(', ')}`)
  }
  const step = found.page.steps[index]!
  return { ...found, step, number: index + 1, record: recordOf(found.proof, step) }
}

/** The place of a step below the base. */
export function stepPath({ page, step }: { page: Pick<Page, 'id'>; step: Pick<Step, 'id'> }): string {
  return `/runbooks/${page.id}/#step-${step.id}`
}

/** "Install Istio with Helm, step 3". */
export function stepName({ page, number }: Pick<ShownStep, 'page' | 'number'>): string {
  return `${page.title}, step ${number}`
}

/** What was recorded of a step, if those bytes were what ran. */
export function recordOf(proof: ProofState, step: Step): StepRecord | undefined {
  if (proof.state === 'none') return undefined
  return proof.evidence.steps.find((record) => record.id === step.id && record.command === step.command)
}

/** What the small mark of a step says. */
export function mark({ proof, record }: Pick<ShownStep, 'proof' | 'record'>): 'verified' | 'changed' | 'none' {
  if (proof.state === 'none') return 'none'
  return proof.state === 'verified' && record?.passed ? 'verified' : 'changed'
}
