import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { strToU8, zipSync, type Zippable } from 'fflate'
import { relativePage, relativeStyle, type Layout } from './relative.ts'
import type { Address } from './site.ts'

/** The name of the archive, in the site's first directory. */
export const ARCHIVE = 'proving-ground.zip'

/** A server finds it for any path, so nothing in it could be relative: the reader's server has its own. */
const LEFT_OUT = ['404.html', ARCHIVE]

/** What is packed already. */
const PACKED = /\.(png|jpe?g|webp|woff2|pagefind|pf_\w+)$/

/**
 * Writes the whole built site into one archive that any static web server can serve, below any path, without a network.
 * The same site gives the same bytes.
 * @returns its size in bytes
 */
export async function writeArchive(directory: string, { site, base }: Address): Promise<number> {
  const names = await fileNames(directory)
  const layout: Layout = { base, files: new Set(names) }
  const read = names.map(async (name): Promise<[string, Uint8Array]> => [
    name,
    portable(name, await readFile(join(directory, name)), layout),
  ])
  const files = [
    ...(await Promise.all(read)),
    ['README.txt', strToU8(readme(site + base))] satisfies [string, Uint8Array],
  ]
  const zip = archive(files)
  await writeFile(join(directory, ARCHIVE), zip)
  return zip.length
}

/** An archive in which order, times and rights depend on nothing but names and bytes. */
export function archive(files: readonly (readonly [name: string, bytes: Uint8Array])[]): Uint8Array {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1))
  const entries: Zippable = {}
  // The earliest time that the format knows, read as local time wherever this runs.
  const mtime = new Date(1980, 0, 1)
  for (const [name, bytes] of sorted)
    entries[`proving-ground/${name}`] = [
      bytes,
      { mtime, level: PACKED.test(name) ? 0 : 6, os: 3, attrs: 0o100644 << 16 },
    ]
  return zipSync(entries)
}

/** "3.1 MB". */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

async function fileNames(directory: string): Promise<string[]> {
  const names = await readdir(directory, { recursive: true })
  const kept = names.map((name) => name.replaceAll('\\', '/')).filter((name) => !LEFT_OUT.includes(name))
  const files = await Promise.all(kept.map(async (name) => (await stat(join(directory, name))).isFile()))
  return kept.filter((_name, i) => files[i])
}

function portable(name: string, bytes: Buffer, layout: Layout): Uint8Array {
  if (name.endsWith('.html')) return strToU8(relativePage(bytes.toString(), name, layout))
  if (name.endsWith('.css')) return strToU8(relativeStyle(bytes.toString(), name, layout))
  return bytes
}

function readme(url: string): string {
  return [
    `Proving Ground, as it stood at ${url}`,
    '',
    'Serve this directory with any static web server, below any path. With Python, for example:',
    '',
    '    python3 -m http.server 8000',
    '',
    'and open http://localhost:8000/. Nothing is asked of the network. Opened as files, without a',
    'server, pages lose their scripts, and addresses that end in / show a list of files.',
    '',
  ].join('\n')
}
