import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { closestMatches } from '../shared/closest-matches.ts'
import { memoize } from '../shared/memoize.ts'
import { parsePage } from './parse.ts'
import { PageError, type Problem } from './problem.ts'
import type { Page } from './types.ts'

/** Where runbook pages live, from the project's root. */
const RUNBOOK_PAGES = 'content/runbooks'

/** The ids of all runbook pages below `root`, sorted. */
export async function listPages(root: string): Promise<string[]> {
  const names = await readdir(join(root, RUNBOOK_PAGES))
  return names
    .filter((name) => name.endsWith('.mdx') && name !== 'index.mdx')
    .map((name) => basename(name, '.mdx'))
    .sort()
}

/** Reads one page. @throws PageError; ENOENT when there is no such page */
export async function loadPage(root: string, id: string): Promise<Page> {
  const file = `${RUNBOOK_PAGES}/${id}.mdx`
  return parse(id, file, await readFile(join(root, file), 'utf8'))
}

/** A build asks for each page many times. */
const parse = memoize(parsePage)

/** The page and those it starts from, the first to run first. @throws PageError for a missing or circular `startsFrom` */
export async function loadChain(root: string, id: string): Promise<Page[]> {
  const chain: Page[] = []
  for (let next: string | undefined = id; next !== undefined;) {
    const page: Page = await loadPage(root, next)
    chain.unshift(page)
    const startsFrom = page.startsFrom
    if (startsFrom !== undefined) await checkStart(root, page, startsFrom, chain)
    next = startsFrom
  }
  return chain
}

async function checkStart(root: string, page: Page, startsFrom: string, chain: Page[]): Promise<void> {
  const problem = (text: string): Problem[] => [{ file: page.file, line: 1, text }]
  if (!existsSync(join(root, RUNBOOK_PAGES, `${startsFrom}.mdx`))) {
    const known = await listPages(root)
    throw new PageError(
      problem(`startsFrom: ${startsFrom} is no runbook; nearest: ${closestMatches(startsFrom, known).join(', ')}`),
    )
  }
  if (chain.some((p) => p.id === startsFrom))
    throw new PageError(problem(`startsFrom: ${startsFrom} leads back to this page`))
}
