import { createHash } from 'node:crypto'
import { parse } from 'yaml'
import { differencesOf, FactList, type Facts } from './facts.ts'
import { isObject, leavesOf } from './flatten.ts'
import type { Manifest } from './manifests.ts'
import type { Difference, ProfileDifference } from './schema.ts'

/** Every field of every object that a profile installs. CRDs are left out: they have a comparison of their own. */
export function profileFacts(manifests: readonly Manifest[], hide: (text: string) => string): Facts {
  const list = new FactList()
  for (const manifest of manifests.filter(({ kind }) => kind !== 'CustomResourceDefinition')) {
    const { kind, metadata } = manifest
    const where = `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`
    list.add(where, 'object', 'there')
    for (const [path, leaf] of leavesOf(manifest)) addLeaf(where, path, hide(leaf))
  }
  return list.facts

  /** A ConfigMap holds whole documents, whose fields count. */
  function addLeaf(where: string, path: string, leaf: string): void {
    const text = leaf.includes(String.raw`\n`) ? (JSON.parse(leaf) as unknown) : undefined
    if (typeof text !== 'string') return list.add(where, path, leaf)
    const document = documentIn(text)
    if (document === undefined) return list.add(where, path, sizeOf(text))
    for (const [inner, value] of leavesOf(document)) addLeaf(where, `${path}: ${inner}`, value)
  }
}

/** The differences of all profiles; one that several have is told once. */
export function profileDifferences(
  older: Readonly<Record<string, Facts>>,
  newer: Readonly<Record<string, Facts>>,
): ProfileDifference[] {
  const found = new Map<string, ProfileDifference>()
  const none: Facts = new Map()
  for (const profile of new Set([...Object.keys(newer), ...Object.keys(older)])) {
    for (const difference of ofObjects(differencesOf(older[profile] ?? none, newer[profile] ?? none))) {
      const key = JSON.stringify(difference)
      const known = found.get(key) ?? { ...difference, profiles: [] }
      known.profiles.push(profile)
      found.set(key, known)
    }
  }
  return [...found.values()]
}

/** Of an object that only one version has, that it is there says it all. */
function ofObjects(differences: readonly Difference[]): Difference[] {
  const whole = new Set(differences.filter(({ what }) => what === 'object').map(({ where }) => where))
  return differences.filter(({ where, what }) => what === 'object' || !whole.has(where))
}

function documentIn(text: string): Record<string, unknown> | undefined {
  // A template of the injector is no YAML until it is filled in.
  if (text.includes('{{')) return undefined
  try {
    const value: unknown = parse(text, { logLevel: 'error' })
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function sizeOf(text: string): string {
  return `text of ${text.split('\n').length} lines, SHA-256 ${createHash('sha256').update(text).digest('hex').slice(0, 12)}`
}
