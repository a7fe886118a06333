/** Depth below which a difference is reported as one. */
const DEPTH = 6

/**
 * The paths that differ, as `spec.replicas` or `spec.template.spec.containers[app].image`. Of Secrets that is the names
 * of keys and never a value.
 * @param before as `requested` gives it, as `after` is
 */
export function changedFields(before: object, after: object): string[] {
  return [...differences(before, after, '', 0)]
}

function* differences(one: unknown, other: unknown, path: string, depth: number): Generator<string> {
  if (JSON.stringify(one) === JSON.stringify(other)) return
  const [left, right] = [entries(one), entries(other)]
  if (!left || !right || depth >= DEPTH) return void (yield path)
  const inside = [...new Set([...left.keys(), ...right.keys()])].flatMap((key) => [
    ...differences(left.get(key), right.get(key), join(path, key, Array.isArray(one)), depth + 1),
  ])
  // A list in another order, or one in which two elements have a name in common.
  if (inside.length === 0 && path !== '') yield path
  yield* inside
}

/** What is inside a map or list; elements of lists by their name, if they have one. */
function entries(value: unknown): Map<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (!Array.isArray(value)) return new Map(Object.entries(value))
  return new Map(value.map((item, i) => [(item as { name?: string } | null)?.name ?? String(i), item]))
}

function join(path: string, key: string, inList: boolean): string {
  if (inList) return `${path}[${key}]`
  return path === '' ? key : `${path}.${key}`
}
