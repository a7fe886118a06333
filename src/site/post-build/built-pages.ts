import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Pages by the path of their files, in the order of these. */
export type Pages = ReadonlyMap<string, string>

/** The pages below a directory. */
export async function readPages(directory: string): Promise<Pages> {
  const names = (await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.html'))
  const paths = names.map((name) => name.replaceAll('\\', '/')).sort()
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(directory, path), 'utf8')] as const)),
  )
}

/** Writes those pages that are no longer as they were. */
export async function writePages(directory: string, pages: Pages, before: Pages): Promise<void> {
  const changed = [...pages].filter(([path, html]) => before.get(path) !== html)
  await Promise.all(changed.map(([path, html]) => writeFile(join(directory, path), html)))
}

/** The same done to each page. */
export function mapPages<Before, After>(
  pages: ReadonlyMap<string, Before>,
  visit: (page: Before, path: string) => After,
): Map<string, After> {
  return new Map([...pages].map(([path, page]) => [path, visit(page, path)]))
}
