import { sha256 } from './sha256.ts'
import type { Evidence } from './schema.ts'

/** Evidence without a digest, or with one that is not looked at. */
type Undigested = Omit<Evidence, 'digest'>

/** The evidence with a digest over everything else in it: what makes an edit of the file noticed. */
export function withDigest(evidence: Undigested): Evidence {
  return { ...evidence, digest: digestOf(evidence) }
}

/** SHA-256, in hex, of all of the evidence but its digest; order of fields and blanks of the file do not count. */
export function digestOf(evidence: Undigested): string {
  const { digest: _digest, ...rest } = evidence as Partial<Evidence>
  return sha256(JSON.stringify(rest, sorted))
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
