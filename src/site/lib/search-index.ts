import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { close, createIndex } from 'pagefind'

/**
 * Writes the search index of a built site. Starlight has Pagefind write it and ends Pagefind at once; on a busy machine the last
 * file, without which nothing is found, was then empty. Here the bytes are ours before Pagefind ends.
 * @throws Error with what Pagefind says
 */
export async function writeSearchIndex(directory: string): Promise<void> {
  try {
    const { index, errors } = await createIndex()
    const read = await index?.addDirectory({ path: directory })
    const made = await index?.getFiles()
    const faults = [...errors, ...(read?.errors ?? []), ...(made?.errors ?? [])]
    if (!made || faults.length > 0) throw new Error(`the search index: ${faults.join(', ')}`)
    for (const { path, content } of made.files) {
      const file = join(directory, 'pagefind', path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, content)
    }
  } finally {
    await close()
  }
}
