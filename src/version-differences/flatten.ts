/**
 * The leaves of a structure of objects and lists, each with its path: `spec.ports[0].name`. An element of a list that has a name is
 * called by it (`containers[istio-proxy].image`), so that one more element does not move all others.
 */
export function leavesOf(value: unknown, path = ''): [path: string, leaf: string][] {
  if (Array.isArray(value) && value.length > 0)
    return value.flatMap((element, i) => leavesOf(element, `${path}[${nameIn(value, element) ?? String(i)}]`))
  if (isObject(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, path === '' ? key : `${path}.${key}`))
  return [[path, JSON.stringify(value)]]
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The name of an element, if every element of the list has one of its own. */
function nameIn(list: readonly unknown[], element: unknown): string | undefined {
  const names = list.map((one) => (isObject(one) && typeof one['name'] === 'string' ? one['name'] : undefined))
  if (names.includes(undefined) || new Set(names).size < names.length) return undefined
  return names[list.indexOf(element)]
}
