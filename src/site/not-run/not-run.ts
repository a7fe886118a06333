import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RootContent } from 'mdast'
import { z } from 'zod'
import { readYaml } from '../../shared/yaml.ts'
import { attributes, isElement, parseMdx, plainText, walk } from '../../page/mdx.ts'
import { REASONS, type Reason } from './reasons.ts'

/** Something that a page shows or says and that was not run. */
export interface NotRun {
  reason: Reason
  /** A command as it stands there, a statement in words, or the id of a command of the older page. */
  kind: 'command' | 'statement' | 'legacy'
  text: string
  /** Address below the base, with an anchor where there is one: `runbooks/enroll-ambient/#not-run-1a2b3c4d`. */
  path: string
  /** The title of the page. */
  title: string
}

/** The anchor of a command that was not run. */
export function notRunId(command: string): string {
  return `not-run-${createHash('sha256').update(command).digest('hex').slice(0, 8)}`
}

/** Every `<NotRun>` and `<Unproven>` of the pages below `content/`, in the order of their paths, and older commands. */
export async function listNotRun(root: string): Promise<NotRun[]> {
  const names = (await readdir(join(root, 'content'), { recursive: true })).filter((name) => name.endsWith('.mdx'))
  const found = names.sort().map(async (name) => notRunOf(name, await readFile(join(root, 'content', name), 'utf8')))
  return [...(await Promise.all(found)).flat(), ...(await legacyNotRun(root))]
}

/** The commands of the older page, below the root of the course. */
export const LEGACY_FILE = 'content/legacy-commands.yaml'

/** The page that shows them, below `content/`. */
const LEGACY_PAGE = 'legacy-commands.mdx'

/** What is needed of a row here; `loadLegacyCommands` says what all of it means. */
const legacyRow = z.object({ id: z.string(), state: z.string(), reason: z.string().optional() })

/** The commands of the older page that were not run. */
async function legacyNotRun(root: string): Promise<NotRun[]> {
  const source = await readFile(join(root, LEGACY_FILE), 'utf8').catch(() => '[]')
  const rows = readYaml(LEGACY_FILE, source, z.array(legacyRow))
  const page = await readFile(join(root, 'content', LEGACY_PAGE), 'utf8').catch(() => '')
  const title = titleOf(LEGACY_PAGE, page)
  return rows
    .filter(({ state }) => state === 'not run')
    .map(({ id, reason }) => ({
      reason: reasonOf(reason),
      kind: 'legacy',
      text: id,
      path: `${pathOf(LEGACY_PAGE)}#${id.toLowerCase()}`,
      title,
    }))
}

/** What one page shows or says and what was not run. @param name of its file below `content/` */
export function notRunOf(name: string, source: string): NotRun[] {
  if (!/<(NotRun|Unproven)\b/.test(source)) return []
  const [path, title] = [pathOf(name), titleOf(name, source)]
  return [...walk(parseMdx(source))].flatMap((node) => commandOf(node, path, title) ?? statementsOf(node, path, title))
}

/** The title in the front matter of a page; without one, the name of its file. */
function titleOf(name: string, source: string): string {
  const [, fields = '{}'] = /^---\r?\n([^]*?)\r?\n---\r?\n/.exec(source) ?? []
  return readYaml(`content/${name}`, fields, z.object({ title: z.string().optional() })).title ?? name
}

/** `lessons/why.mdx` is shown at `lessons/why/`, `index.mdx` at the base. */
function pathOf(name: string): string {
  return name
    .replaceAll('\\', '/')
    .replace(/\.mdx$/, '/')
    .replace(/(^|\/)index\/$/, '$1')
}

function commandOf(node: RootContent, path: string, title: string): NotRun[] | undefined {
  if (!isElement(node, 'NotRun')) return undefined
  const given = attributes(node)
  const text = String(given.get('command'))
  return [{ reason: reasonOf(given.get('reason')), kind: 'command', text, path: `${path}#${notRunId(text)}`, title }]
}

/** Each statement is what stands before its mark, back to the mark of the statement before. */
function statementsOf(node: RootContent, path: string, title: string): NotRun[] {
  if (!('children' in node)) return []
  let text = ''
  return node.children.flatMap((child): NotRun[] => {
    if (isElement(child, 'Unproven')) {
      const said = text.replace(/\s+/g, ' ').trim()
      text = ''
      return [{ reason: reasonOf(attributes(child).get('because')), kind: 'statement', text: said, path, title }]
    }
    const mark = ['Shown', 'Source', 'Since'].some((name) => isElement(child, name))
    text = mark ? '' : text + plainText(child)
    return []
  })
}

/** Not checked here: the component rejects an unknown reason, and its error names the page. */
function reasonOf(value: string | true | undefined): Reason {
  return Object.keys(REASONS).find((reason) => reason === value) as Reason
}
