import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { close, createIndex, type IndexFile } from 'pagefind'
import type { Pages } from './built-pages.ts'

/**
 * Buttons, facts about the run that every step repeats, and the lists of steps in the index of commands: no search is looking
 * for them.
 */
const EXCLUDED_SELECTORS = [
  ...['button', '.overview-export', '.failed-link', '.after-last-step'],
  ...['.indexed ol', '.indexed p'],
  ...['.badge', '.step-number', '.step-kind', '.mark', '.ran', '.proof-hash'],
]

/** Blocks of code, and elements between which there is no space: styles divide them, Pagefind joins their words. */
const TOUCHING = /<pre\b.*?<\/pre>|<\/[\w-]+>(?=<\w)/gs

/**
 * The search index of a built site. Starlight has Pagefind write it and ends Pagefind at once; on a busy machine the last
 * file, without which nothing is found, was then empty. Here the bytes are taken from Pagefind before it ends.
 * @throws Error with what Pagefind says
 */
export async function searchIndex(pages: Pages): Promise<IndexFile[]> {
  try {
    const { index, errors } = await createIndex({ excludeSelectors: EXCLUDED_SELECTORS })
    if (!index) throw new Error(`the search index: ${errors.join(', ')}`)
    const read = await Promise.all(
      [...pages].map(([sourcePath, content]) =>
        index.addHTMLFile({ sourcePath, content: content.replace(TOUCHING, '$& ') }),
      ),
    )
    const made = await index.getFiles()
    const faults = [...errors, ...read.flatMap((page) => page.errors), ...made.errors]
    if (faults.length > 0) throw new Error(`the search index: ${faults.join(', ')}`)
    return made.files
  } finally {
    await close()
  }
}

/** Writes the index into the built site. */
export async function writeSearchIndex(directory: string, files: readonly IndexFile[]): Promise<void> {
  for (const { path, content } of files) {
    const file = join(directory, 'pagefind', path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
  }
}
