/** A secret in a text. */
export interface Found {
  /** Where it begins, and where it ends: the first character after it. */
  start: number
  end: number
  /** What it is, in a word or two: "private key". */
  what: string
}

/** A function that finds one kind of secrets. */
export type Finder = (text: string) => Found[]

/** The places that a group of a pattern matched. @param group its name; the whole match when not given */
export function matches(text: string, pattern: RegExp, what: string, group?: string): Found[] {
  const indexed = new RegExp(pattern.source, pattern.flags.includes('d') ? pattern.flags : `${pattern.flags}d`)
  return [...text.matchAll(indexed)].flatMap((match) => {
    const at = group === undefined ? match.indices![0] : match.indices!.groups![group]
    return at ? [{ start: at[0], end: at[1], what }] : []
  })
}

/** Joins what overlaps, in the order of the text. What begins first, or reaches further, names the whole. */
export function merged(found: readonly Found[]): Found[] {
  const all: Found[] = []
  for (const one of [...found].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = all.at(-1)
    if (last && one.start < last.end) last.end = Math.max(last.end, one.end)
    else if (one.end > one.start) all.push({ ...one })
  }
  return all
}
