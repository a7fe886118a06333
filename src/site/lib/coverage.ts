import { readdir, readFile, writeFile } from 'node:fs/promises'
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

/** "265 of 269 commands were run, 98.5 %". */
export function coverageText({ run, notRun }: Coverage): string {
  return `${run} of ${run + notRun} commands were run, ${((100 * run) / (run + notRun)).toFixed(1)} %`
}

/** Writes it where pages ask for it. @returns in how many pages that was */
export async function writeCoverage(directory: string, coverage: Coverage): Promise<number> {
  const names = (await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.html'))
  const written = await Promise.all(
    names.map(async (name) => {
      const html = await readFile(join(directory, name), 'utf8')
      const filled = html.replace(/(<b data-coverage[^>]*>)[^<]*/g, `$1${coverageText(coverage)}`)
      if (filled !== html) await writeFile(join(directory, name), filled)
      return filled !== html
    }),
  )
  return written.filter(Boolean).length
}
