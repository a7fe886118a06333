import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { closestMatches } from '../../shared/closest-matches.ts'
import { listPages, loadPage, PageError, type Problem } from '../../page/index.ts'
import { attributes, lineOf, parseMdx, walk } from '../../page/mdx.ts'

/** The attribute by which a component names a step. */
const STEP: Readonly<Record<string, string>> = {
  Shown: 'by',
  Command: 'of',
  Excerpt: 'of',
  OutdatedCommand: 'of',
  RequestCount: 'from',
}

/** The ids of the steps of each runbook. */
type Steps = ReadonlyMap<string, readonly string[]>

/**
 * Looks at all pages for names that lead nowhere: steps that no runbook has, components that a page does not import.
 * @throws PageError with every one, its place and the nearest names
 */
export async function checkReferences(root: string): Promise<void> {
  const ids = await listPages(root)
  const pages = await Promise.all(ids.map((id) => loadPage(root, id)))
  const steps = new Map(pages.map((page) => [page.id, page.steps.map(({ id }) => id)]))
  const names = (await readdir(join(root, 'content'), { recursive: true })).filter((name) => name.endsWith('.mdx'))
  const problems = names.sort().map(async (name) => {
    const file = `content/${name.replaceAll('\\', '/')}`
    return problemsOf(file, await readFile(join(root, file), 'utf8'), steps)
  })
  const found = (await Promise.all(problems)).flat()
  if (found.length > 0) throw new PageError(found)
}

/** What one page names that is not there. */
export function problemsOf(file: string, source: string, steps: Steps): Problem[] {
  const imported = importedIn(source)
  // To parse every page takes seconds: only one in which something looks wrong is worth that.
  if (!looksWrong(source, imported, steps)) return []
  return [...walk(parseMdx(source))].flatMap((node) => {
    if (node.type !== 'mdxJsxFlowElement' && node.type !== 'mdxJsxTextElement') return []
    const name = node.name ?? ''
    const problem = (text: string): Problem => ({ file, line: lineOf(node), text })
    if (/^[A-Z]/.test(name) && !imported.has(name))
      return [problem(`<${name}> is not imported; ${nearestOf(name, [...imported, ...Object.keys(STEP)])}`)]
    const by = STEP[name]
    const reference = by === undefined ? undefined : attributes(node).get(by)
    const fault = typeof reference === 'string' ? faultOf(reference, steps) : undefined
    return fault === undefined ? [] : [problem(`<${name} ${by}="${reference}">: ${fault}`)]
  })
}

/** Why a reference to a step leads nowhere; undefined: it leads to one. */
function faultOf(reference: string, steps: Steps): string | undefined {
  const [id = '', step = '', more] = reference.split('#')
  const known = steps.get(id)
  if (known === undefined) return `there is no runbook ${id}; ${nearestOf(id, [...steps.keys()])}`
  if (more === undefined && known.includes(step)) return undefined
  return `${id} has no step ${step || '(none is named)'}; ${nearestOf(step, known)}`
}

function nearestOf(name: string, known: readonly string[]): string {
  return `nearest: ${closestMatches(name, [...new Set(known)]).join(', ') || 'none'}`
}

function importedIn(source: string): Set<string> {
  const lists = [...source.matchAll(/^import\s+(?:\{([^}]*)\}|(\w+))\s+from\s/gm)]
  return new Set(
    lists.flatMap(([, list, one]) => one ?? list!.split(',').map((name) => name.trim().split(' ').at(-1)!)),
  )
}

function looksWrong(source: string, imported: ReadonlySet<string>, steps: Steps): boolean {
  const references = [
    ...source.matchAll(/\b(?:by|of|from)="([^"]*#[^"]*)"/g),
    ...source.matchAll(/<(?:Shown|Command|Excerpt|RequestCount)\s+(?:by|of|from)="([^"]*)"/g),
  ]
  return (
    [...source.matchAll(/<([A-Z]\w*)/g)].some(([, name]) => !imported.has(name!)) ||
    references.some(([, reference]) => faultOf(reference!, steps) !== undefined)
  )
}
