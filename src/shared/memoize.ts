/**
 * A function of texts, computed once for each. Whoever reads a file still reads it every time, so that an edit is seen at
 * once; only the work on equal bytes is saved. The results are shared: do not change them.
 * @param compute depends on its texts and on nothing else
 */
export function memoize<Texts extends string[], Result>(
  compute: (...texts: Texts) => Result,
): (...texts: Texts) => Result {
  const known = new Map<string, Result>()
  return (...texts) => {
    const key = texts.join('\0')
    if (!known.has(key)) known.set(key, compute(...texts))
    return known.get(key)!
  }
}
