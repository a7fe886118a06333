import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { remember } from '../remember.ts'

/**
 * A script and all files of the project that it imports, directly or not, as sorted paths from the root. The engine
 * (`src/runbook`) is left out: it counts by its contract's number, or each of its edits would age every proof.
 */
export async function importsOf(root: string, file: string): Promise<string[]> {
  const found = new Set<string>()
  const visit = async (path: string): Promise<void> => {
    if (found.has(path) || path.startsWith('src/runbook/')) return
    found.add(path)
    const source = await readFile(join(root, path), 'utf8')
    for (const fileName of importedIn(source)) {
      if (fileName.startsWith('.')) await visit(relative(root, join(root, dirname(path), fileName)))
    }
  }
  await visit(file)
  return [...found].sort()
}

const importedIn = remember((source) => ts.preProcessFile(source).importedFiles.map(({ fileName }) => fileName))
