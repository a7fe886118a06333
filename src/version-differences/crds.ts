import { FactList, type Facts } from './facts.ts'
import { isObject } from './flatten.ts'
import type { Manifest } from './manifests.ts'

/** Keys of a schema that are told elsewhere: what it holds, its type. Every other one is a demand on its values. */
const NESTED = new Set(['properties', 'items', 'additionalProperties', 'required', 'description', 'type'])

/** Every field of every CRD, with its type and what the API server demands of its values; of each version that is served. */
export function crdFacts(manifests: readonly Manifest[]): Facts {
  const list = new FactList()
  for (const { metadata, spec } of manifests.filter(({ kind }) => kind === 'CustomResourceDefinition')) {
    const versions = (spec as { versions: Version[] }).versions.filter(({ served }) => served)
    list.add(metadata.name, 'versions', versions.map(({ name }) => name).join(', '))
    // All versions of Istio's CRDs have one schema; one that had another would have to be told apart.
    const different = new Map(versions.map((version) => [JSON.stringify(version.schema.openAPIV3Schema), version]))
    for (const { name, schema } of different.values())
      addFields(schema.openAPIV3Schema, different.size === 1 ? '' : `${name}: `, metadata.name, list)
  }
  return list.facts
}

interface Version {
  name: string
  served: boolean
  schema: { openAPIV3Schema: Schema }
}

type Schema = Record<string, unknown> & { properties?: Record<string, Schema>; items?: Schema }

function addFields(schema: Schema, prefix: string, crd: string, list: FactList): void {
  const required = (schema['required'] ?? []) as string[]
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const path = `${prefix}${name}`
    list.add(crd, path, demandsOf(field, required.includes(name)))
    addFields(field, `${path}.`, crd, list)
    const inner = field.items ?? (isObject(field['additionalProperties']) ? field['additionalProperties'] : undefined)
    if (inner === undefined) continue
    list.add(crd, `${path}[]`, demandsOf(inner, false))
    addFields(inner, `${path}[].`, crd, list)
  }
}

/** `string, required, enum ["A","B"]`. */
function demandsOf(field: Schema, required: boolean): string {
  const demands = Object.entries(field)
    .filter(([key]) => !NESTED.has(key))
    .map(([key, value]) => `${key} ${JSON.stringify(value)}`)
  return [
    typeof field['type'] === 'string' ? field['type'] : 'any',
    ...(required ? ['required'] : []),
    ...demands,
  ].join(', ')
}
