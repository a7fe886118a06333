import type { CheckRecord } from '../../evidence/index.ts'

/** A check, and the names for which the checks right after it say the same. */
export interface CheckGroup {
  check: CheckRecord
  /** Of objects of the same kind, or what rows of the output begin with; none for a check that stands alone. */
  names: string[]
  /** The longest that one of them waited, in milliseconds. */
  waitedMs: number
}

/** Puts together neighbors that differ in one name alone: the same label of 15 CRDs is one line with 15 names. */
export function groupChecks(checks: readonly CheckRecord[]): CheckGroup[] {
  const groups: CheckGroup[] = []
  for (const check of checks) {
    const group = groups.at(-1)
    const key = keyOf(check)
    if (group !== undefined && key !== undefined && key === keyOf(group.check)) {
      group.names.push(nameOf(check)!)
      group.waitedMs = Math.max(group.waitedMs, check.waitedMs)
    } else groups.push({ check, names: [], waitedMs: check.waitedMs })
  }
  return groups
}

/** All that a check says but its name and how long it waited; undefined: it has no name, or a sentence of its own. */
function keyOf(check: CheckRecord): string | undefined {
  const name = nameOf(check)
  if (name === undefined || check.sentence !== undefined) return undefined
  const { subject, args, matcher, before, passed, observedBefore, observed } = check
  const same = subject.type === 'object' ? { ...subject, name: '' } : subject
  const others = subject.type === 'object' ? args : args.slice(1)
  // What a check of the output saw is the output, which is told apart from its sentence.
  const seen = before === 'not tried' ? [] : [observedBefore, observed]
  return JSON.stringify([same, others, matcher, before, passed, seen])
}

function nameOf({ subject, matcher, args }: CheckRecord): string | undefined {
  if (subject.type === 'object') return subject.name
  return subject.type === 'output' && matcher === 'hasRow' && typeof args[0] === 'string' ? args[0] : undefined
}
