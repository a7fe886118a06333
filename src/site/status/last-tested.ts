/**
 * The sentence that says what a test run takes, and when the runbooks last passed in a run of all of them.
 * @param times of each runbook, ISO 8601, when it last did as it is now; undefined: it never did
 */
export function testedSentence(times: readonly (string | undefined)[]): string {
  const known = times.flatMap((time) => time ?? []).sort()
  const begin = 'A test run takes as many runbooks as fit into its time'
  if (known.length === 0) return `${begin}; no run of all of them as they are now is on record.`
  const [first, last] = [known[0]!.slice(0, 10), known.at(-1)!.slice(0, 10)]
  const when = first === last ? `on ${first}` : `between ${first} and ${last}`
  const left = times.length - known.length
  if (left === 0) return `${begin}; as they are now, all ${times.length} last passed ${when}.`
  return `${begin}; as they are now, ${known.length} of ${times.length} last passed ${when}, ${left} not yet.`
}
