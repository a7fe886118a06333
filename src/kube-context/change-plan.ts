import { PreconditionError } from '../shared/precondition-error.ts'
import type { Connection } from '../kubernetes-api/index.ts'
import type { ControlPlane } from './control-planes.ts'
import { ObjectFinder } from './object-address.ts'
import type { PlannedChange } from './planned-changes.ts'
import { missingRights } from './rights.ts'

/** Commands that take away every Istio on a cluster, whoever installed it. */
const TAKES_ALL = /uninstall\b[^\n]*--purge|delete (crd|customresourcedefinition)s?\b[^\n]*istio/

/** Shown of a list of objects before the rest is counted. */
const SHOWN = 20

/**
 * Holds a plan against the cluster as it is.
 * @param commands that will be run
 * @throws PreconditionError with everything that speaks against it: what is in the way, what is missing, an Istio that would be
 * taken away, rights that this user lacks
 */
export async function refuseConflicts(
  connection: Connection,
  changes: readonly PlannedChange[],
  commands: readonly string[],
  there: readonly ControlPlane[],
): Promise<void> {
  const finder = new ObjectFinder(connection)
  const faults: string[] = []
  const takesAll = commands.find((command) => TAKES_ALL.test(command))
  if (takesAll !== undefined && there.length > 0)
    faults.push(
      `an Istio is there: ${there.map(({ namespace, name }) => `${namespace}/${name}`).join(', ')}. This run would take it away with ${JSON.stringify(takesAll)}; no option permits that`,
    )
  for (const { object, first, step } of changes) {
    const exists = await finder.exists(object)
    if (first === 'created' && exists) faults.push(`${object} is there already; ${step} would create it`)
    if (first === 'changed' && !exists) faults.push(`${object} is not there; ${step} would change it`)
    if (first === 'deleted' && exists)
      faults.push(`${object} was there before; ${step} would delete it, and nothing would bring it back`)
  }
  for (const right of await missingRights(connection, finder, changes)) faults.push(`this user may not ${right}`)
  if (faults.length === 0) return
  throw new PreconditionError(
    `nothing was changed. What speaks against it:\n${cut(faults.map((one) => `  - ${one}`)).join('\n')}`,
  )
}

/** The plan in lines for a person: what is created, what is changed of what is there, what cannot be taken back. */
export function describePlan(changes: readonly PlannedChange[], lasting: readonly string[], leave: boolean): string[] {
  const created = changes.filter(({ first }) => first === 'created').map(({ object }) => object)
  const changed = changes
    .filter(({ first }) => first === 'changed')
    .map(({ object, fields, step }) => `${object}${fields.length > 0 ? ` (${fields.join(', ')})` : ''}, by ${step}`)
  return [
    ...list(leave ? 'It creates, and leaves in place' : 'It creates, and deletes at the end', created),
    ...list(leave ? 'It changes, and leaves so' : 'It changes, and changes back', changed),
    ...list('Cannot be taken back', lasting),
  ]
}

function list(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title} (${lines.length}):`, ...cut(lines.map((line) => `  ${line}`))]
}

function cut(lines: readonly string[]): string[] {
  return lines.length <= SHOWN + 1 ? [...lines] : [...lines.slice(0, SHOWN), `  and ${lines.length - SHOWN} more`]
}
