import { sha256 } from './hash.ts'
import { printable } from './printable.ts'
import { redact } from './redact.ts'
import type { OutputRecord } from './schema.ts'

/** The most text that evidence keeps of one output, in UTF-16 code units. */
export const KEPT = 64 * 1024

/**
 * Makes a record of what a command printed.
 * @param total bytes printed in all, when `bytes` is only the beginning
 */
export function outputRecord(bytes: Uint8Array, total: number, places: ReadonlyMap<string, string>): OutputRecord {
  const whole = redact(printable(bytes).text, places)
  const truncated = whole.length > KEPT || total > bytes.length
  return { text: truncated ? headAndTail(whole, total) : whole, bytes: total, sha256: sha256(whole), truncated }
}

function headAndTail(text: string, total: number): string {
  const half = KEPT / 2 - 100
  return `${text.slice(0, half)}\n[… cut: ${total} bytes in all …]\n${text.length > half ? text.slice(-Math.min(half, text.length - half)) : ''}`
}
