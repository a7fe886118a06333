import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { listPages, loadPage } from '../../page/index.ts'
import { ROOT } from '../../root.ts'
import { coverage, type Coverage } from './gate.ts'

/** The commands of a built site, judged against the runbooks of this project. */
export async function coverageOf(directory: string): Promise<Coverage> {
  const names = (await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.html'))
  const pages = await Promise.all(
    names.map(async (name): Promise<[string, string]> => [name, await readFile(join(directory, name), 'utf8')]),
  )
  const runbooks = await Promise.all((await listPages(ROOT)).map((id) => loadPage(ROOT, id)))
  return coverage(new Map(pages), runbooks)
}
