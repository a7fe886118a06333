import { PreconditionError } from '../shared/precondition-error.ts'
import { proofState, type Evidence } from '../evidence/index.ts'
import { startStateSteps, type Page } from '../page/index.ts'
import { parseObject } from './object-address.ts'

/** What a run will do to one object, as the recorded run did it. */
export interface PlannedChange {
  /** `Deployment.apps payments/payments`. */
  object: string
  /** What happens to it first: `created` means that it must not be there before. */
  first: 'created' | 'changed' | 'deleted'
  /** Each thing that happens to it, once. */
  verbs: ReadonlySet<'created' | 'changed' | 'deleted'>
  /** Of what is changed in an object that was there before: the paths. */
  fields: string[]
  /** The step that does it first: `install-default#install`. */
  step: string
}

/** A page of a run, and whether it runs whole or makes the start state. */
export interface PlannedPart {
  page: Page
  /** True: only the steps that a start state runs, then those that take them back. */
  start: boolean
}

/**
 * What the pages of a run create, change and delete, in order, as their recorded runs did.
 * @throws PreconditionError when a page has no evidence of what it is now: then nobody knows what it would do
 */
export async function plannedChanges(root: string, parts: readonly PlannedPart[]): Promise<PlannedChange[]> {
  const changes = new Map<string, PlannedChange>()
  for (const { page, start } of parts) {
    const evidence = await verified(root, page.id)
    const started = new Set(startStateSteps(page).map(({ id }) => id))
    const cleanUp = new Set(page.steps.filter(({ cleanup }) => cleanup).map(({ id }) => id))
    const steps = evidence.steps.filter(({ id }) => !start || started.has(id) || cleanUp.has(id))
    for (const step of steps) for (const change of step.changes) add(changes, change, `${page.id}#${step.id}`)
  }
  return [...changes.values()]
}

async function verified(root: string, id: string): Promise<Evidence> {
  const proof = await proofState(root, id)
  if (proof.state === 'verified') return proof.evidence
  const why = proof.state === 'none' ? 'has never been recorded' : 'has changed since it was recorded'
  throw new PreconditionError(
    `${id} ${why}, so what it would do to your cluster is not known: npm run record ${id} finds out, on a throw-away cluster`,
  )
}

/** Whether an object is in a namespace that the plan itself creates. */
function isIn(object: string, changes: ReadonlyMap<string, PlannedChange>): boolean {
  const { namespace } = parseObject(object)
  return namespace !== undefined && changes.get(`Namespace ${namespace}`)?.first === 'created'
}

function add(
  changes: Map<string, PlannedChange>,
  { verb, object, fields }: Evidence['steps'][number]['changes'][number],
  step: string,
): void {
  const known = changes.get(object)
  if (!known && isIn(object, changes)) {
    // The recorded run counted it at its namespace when it created that.
    const verbs = new Set(['created', verb] as const)
    return void changes.set(object, { object, first: 'created', verbs, fields, step })
  }
  if (!known) return void changes.set(object, { object, first: verb, verbs: new Set([verb]), fields, step })
  const verbs = new Set([...known.verbs, verb])
  changes.set(object, { ...known, verbs, fields: [...new Set([...known.fields, ...fields])] })
}
