import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Goes through the pages below a directory, one after another: a thousand parsed at once would fill the memory.
 * @param visit gets the HTML and the path below the directory, gives the HTML that shall stand there
 * @returns how many pages were written anew because they changed
 */
export async function rewritePages(directory: string, visit: (html: string, path: string) => string): Promise<number> {
  const paths = (await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.html')).sort()
  let changed = 0
  for (const path of paths) {
    const html = await readFile(join(directory, path), 'utf8')
    const filled = visit(html, path)
    if (filled === html) continue
    await writeFile(join(directory, path), filled)
    changed++
  }
  return changed
}
