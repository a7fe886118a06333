/** Compares versions of three numbers by their numbers: 1.31.10 is newer than 1.31.9. */
export function isNewer(version: string, than: string): boolean {
  return compare(version, than) > 0
}

/** The highest of these versions; undefined when there are none. */
export function newestOf(versions: readonly string[]): string | undefined {
  return versions.toSorted(compare).at(-1)
}

function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(/[.-]/).map(Number))
  for (const i of [0, 1, 2]) {
    const difference = (left![i] ?? 0) - (right![i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
