import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import { relativeStyle, type Layout } from './relative-urls.ts'
import type { Address } from '../shared/site.ts'

/** The name of the archive, in the site's first directory. */
export const ARCHIVE = 'proving-ground.zip'

/** The 404 page is served for any path, so it cannot have relative addresses. The reader's server has its own. */
const EXCLUDED_FILES = ['404.html', ARCHIVE]

/** Files that are compressed already. */
const COMPRESSED = /\.(png|jpe?g|webp|woff2|pagefind|pf_\w+)$/

/**
 * Writes the whole built site into one archive that any static web server can serve, below any path, without a network.
 * The same site gives the same bytes.
 * @param gone files that pages still name when `relative` gets them
 * @param relative gives a page with addresses that hold wherever it is served
 * @returns its size in bytes
 */
export async function writeArchive(
  directory: string,
  { site, base }: Address,
  gone: readonly string[],
  relative: (path: string, layout: Layout) => string,
): Promise<number> {
  const names = await fileNames(directory)
  const layout: Layout = { base, files: new Set([...names, ...gone]) }
  const read = names.map(async (name): Promise<File> => [name, await portable(directory, name, layout, relative)])
  const zip = await archive([...(await Promise.all(read)), ['README.txt', Buffer.from(readme(site + base))]])
  await writeFile(join(directory, ARCHIVE), zip)
  return zip.length
}

type File = readonly [name: string, bytes: Buffer]

/** An archive in which order, times and rights depend on nothing but names and bytes. */
export function archive(files: readonly File[]): Promise<Buffer> {
  const zip = new ZipFile()
  // The earliest time that the format knows, read as local time wherever this runs.
  const fixed = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, mode: 0o100644 }
  for (const [name, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
    zip.addBuffer(bytes, `proving-ground/${name}`, { ...fixed, compress: !COMPRESSED.test(name) })
  zip.end()
  return buffer(zip.outputStream)
}

/** "3.1 MB". */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

async function fileNames(directory: string): Promise<string[]> {
  const names = await readdir(directory, { recursive: true })
  const kept = names.map((name) => name.replaceAll('\\', '/')).filter((name) => !EXCLUDED_FILES.includes(name))
  const files = await Promise.all(kept.map(async (name) => (await stat(join(directory, name))).isFile()))
  return kept.filter((_name, i) => files[i])
}

async function portable(
  directory: string,
  name: string,
  layout: Layout,
  relative: (path: string, layout: Layout) => string,
): Promise<Buffer> {
  if (name.endsWith('.html')) return Buffer.from(relative(name, layout))
  const bytes = await readFile(join(directory, name))
  return name.endsWith('.css') ? Buffer.from(relativeStyle(bytes.toString(), name, layout)) : bytes
}

function readme(url: string): string {
  return [
    `Proving Ground, as it stood at ${url}`,
    '',
    'Serve this directory with any static web server, below any path. With Python, for example:',
    '',
    '    python3 -m http.server 8000',
    '',
    'and open http://localhost:8000/. Nothing uses the network. Opened as plain files, without a',
    'server, pages lose their scripts, and addresses that end in / show a list of files.',
    '',
  ].join('\n')
}
