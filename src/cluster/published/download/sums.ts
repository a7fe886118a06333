import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { toolchainFile } from '../../../shared/root.ts'
import { readYaml } from '../../../shared/yaml.ts'
import { DownloadError } from './download-error.ts'

const HEX = /^[0-9a-f]{64}$/

const schema = z.strictObject({
  /** SHA-256 in hex by the address of the file. */
  sha256: z.record(z.url({ protocol: /^https$/ }), z.string().regex(HEX, 'must be 64 hex digits')),
})

/** The file of pinned sums, beside that of the pinned versions. */
export function sumsFile(): string {
  return join(dirname(toolchainFile()), 'toolchain.sums.yaml')
}

/** Pinned sums by address; none where there is no file. @throws PreconditionError with file, line and the invalid field */
export function pinnedSums(file = sumsFile()): Readonly<Record<string, string>> {
  if (!existsSync(file)) return {}
  return readYaml(file, readFileSync(file, 'utf8'), schema).sha256
}

/**
 * The sum in a file that a publisher puts beside another: the bare sum, or lines of `sha256sum`.
 * @param url of the file that the sum is of
 * @throws DownloadError when the text has no sum for that file
 */
export function sumFor(url: string, text: string, sumUrl: string): string {
  const lines = text.split(/\r?\n/).map((line) => line.trim().split(/\s+/))
  const found = lines.find(
    ([sum = '', name]) =>
      HEX.test(sum.toLowerCase()) && (name === undefined || basename(name.replace(/^\*/, '')) === basename(url)),
  )
  if (found) return found[0]!.toLowerCase()
  throw new DownloadError(`${sumUrl} has no SHA-256 of ${basename(url)} in it`, false)
}
