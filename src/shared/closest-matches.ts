import { closest, distance } from 'fastest-levenshtein'

/** Up to three names that a mistyped one may have meant, the nearest first. */
export function closestMatches(name: string, known: readonly string[]): string[] {
  const best = known.length > 0 ? closest(name, [...known]) : ''
  const near = known.filter((k) => k === best || distance(name, k) <= 3 || (name !== '' && k.includes(name)))
  return near.sort((a, b) => distance(name, a) - distance(name, b)).slice(0, 3)
}
