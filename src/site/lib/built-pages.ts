import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The HTML of every page below a directory, by its path in it. */
export async function builtPages(directory: string): Promise<Map<string, string>> {
  const names = (await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.html'))
  const read = names.map(async (name): Promise<[string, string]> => [
    name,
    await readFile(join(directory, name), 'utf8'),
  ])
  return new Map(await Promise.all(read))
}

/** Writes anew each page that the function changes. @returns how many those were */
export async function rewritePages(directory: string, rewrite: (html: string) => string): Promise<number> {
  const pages = [...(await builtPages(directory))]
  const changed = pages
    .map(([name, html]) => ({ name, html, filled: rewrite(html) }))
    .filter((p) => p.filled !== p.html)
  await Promise.all(changed.map(({ name, filled }) => writeFile(join(directory, name), filled)))
  return changed.length
}
