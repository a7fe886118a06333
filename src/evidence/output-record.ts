import { sha256 } from './sha256.ts'
import { printable } from './printable.ts'
import { redacted } from './redact/redact.ts'
import type { OutputRecord } from './schema.ts'

/** The most text that evidence keeps of one output, in UTF-16 code units. */
const MAX_TEXT = 64 * 1024

/**
 * Makes a record of what a command printed.
 * @param total bytes printed in all, when `bytes` is only the beginning
 * @param placeholders texts of this machine and the names that stand for them
 * @param command that printed it, by which data of a Secret may be known
 */
export function outputRecord(
  bytes: Uint8Array,
  total: number,
  placeholders: ReadonlyMap<string, string>,
  command?: string,
): OutputRecord {
  // Before it is cut: half a secret is one, too.
  const { text: whole, count } = redacted(printable(bytes).text, placeholders, command)
  const truncated = whole.length > MAX_TEXT || total > bytes.length
  const text = truncated ? headAndTail(whole, total) : whole
  return { text, bytes: total, sha256: sha256(whole), truncated, ...(count > 0 ? { redacted: count } : {}) }
}

function headAndTail(text: string, total: number): string {
  const half = MAX_TEXT / 2 - 100
  return `${text.slice(0, half)}\n[… cut: ${total} bytes in all …]\n${text.length > half ? text.slice(-Math.min(half, text.length - half)) : ''}`
}
