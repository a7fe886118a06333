import type { Difference } from './schema.ts'

/**
 * What one version of Istio has, as facts that can be compared: where (a command, a CRD, a chart), what (a flag, the path of a
 * field, a key), and its value in words.
 */
export type Facts = ReadonlyMap<string, Fact>

interface Fact {
  where: string
  what: string
  value: string
}

/** Collects facts; a second one at the same place is an error of the caller, since one of them would be lost. */
export class FactList {
  readonly facts = new Map<string, Fact>()

  add(where: string, what: string, value: string): void {
    const key = `${where}\0${what}`
    if (this.facts.has(key)) throw new Error(`${where}: ${what} is there twice`)
    this.facts.set(key, { where, what, value })
  }
}

/** The differences of two versions, in the order of the newer one; what only the older one has stands at the end. */
export function differencesOf(older: Facts, newer: Facts): Difference[] {
  const changed = [...newer].flatMap(([key, { where, what, value }]) => {
    const before = older.get(key)
    if (before === undefined) return [{ where, what, to: value }]
    return before.value === value ? [] : [{ where, what, from: before.value, to: value }]
  })
  const gone = [...older]
    .filter(([key]) => !newer.has(key))
    .map(([, { where, what, value }]) => ({ where, what, from: value }))
  return [...changed, ...gone]
}

/** Of a field that only one version has, nothing below it is told: that it is there says it all. */
export function withoutInner(differences: readonly Difference[]): Difference[] {
  const whole = new Set(differences.filter(isWhole).map(({ where, what }) => `${where}\0${what}`))
  return differences.filter(({ where, what }) => {
    const ends = [...what.matchAll(/[.[]/g)].map(({ index }) => index)
    return !ends.some((end) => whole.has(`${where}\0${what.slice(0, end)}`))
  })
}

function isWhole({ from, to }: Difference): boolean {
  return from === undefined || to === undefined
}
