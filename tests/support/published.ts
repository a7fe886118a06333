import { readFile } from 'node:fs/promises'
import { isMap, parseDocument, Scalar, type Document } from 'yaml'
import { z } from 'zod'
import { readYaml } from '../../src/shared/yaml.ts'
import type { DeclaredOption } from './parse-only.ts'
import { inProject } from './project.ts'

/** The list of what has been published; its head says what it promises. */
export const PUBLISHED = 'tests/published.yaml'

const words = z.string().transform((text) => text.split(/\s+/).filter((word) => word !== ''))

const published = z.strictObject({
  /** By the page's path from the base on, with a slash before it, the anchors in it. */
  pages: z.record(z.string(), words),
  /** By directory from the base on, with a slash at both ends, the files in it. */
  downloads: z.record(z.string(), words),
  /** By npm script with the words that it needs, its options as they are typed, each with its meaning. */
  commands: z.record(z.string(), z.record(z.string(), z.string())),
  /** Exported progress of a reader, by the commit whose site wrote it. */
  progress: z.record(z.string(), z.string()),
  /** What is in none of the lists above any more, each with the reason. */
  gone: z.array(z.strictObject({ what: z.string(), reason: z.string().min(20) })),
})

export type Published = z.infer<typeof published>

/** Places of a built site. */
export type Places = Pick<Published, 'pages' | 'downloads'>

/** The whole list, and its text. */
export async function readPublished(): Promise<{ list: Published; text: string }> {
  const text = await readFile(inProject(PUBLISHED), 'utf8')
  return { list: readYaml(PUBLISHED, text, published), text }
}

/**
 * What a site and the scripts have, and the list does not, a line for each.
 * @param declared the options; one without a word (`typed`) stands for the call alone
 */
export function newIn(list: Published, places: Places, declared: readonly DeclaredOption[]): string[] {
  return [
    ...unlisted(list.pages, places.pages).map(([page, anchor]) => (anchor === '' ? page : `${page}#${anchor}`)),
    ...unlisted(list.downloads, places.downloads).flatMap(([directory, file]) => (file ? `${directory}${file}` : [])),
    ...unlistedOptions(list, declared).map(({ command, typed }) => `npm run ${command}${typed && ` -- ${typed}`}`),
  ]
}

/** The text of the list with all that is new in it; what is listed already stays. */
export function withNew(text: string, list: Published, places: Places, declared: readonly DeclaredOption[]): string {
  const document = parseDocument(text)
  for (const part of ['pages', 'downloads'] as const) {
    for (const [place] of unlisted(list[part], places[part])) {
      const all = new Set([...(list[part][place] ?? []), ...places[part][place]!])
      setWords(document, [part, place], [...all].sort())
    }
    sortKeys(document, part)
  }
  for (const { command, typed, meaning } of unlistedOptions(list, declared)) {
    const path = ['commands', keyOf(list, command)]
    if (typed === '') document.setIn(path, document.createNode({}))
    else document.setIn([...path, typed], meaning)
  }
  sortKeys(document, 'commands')
  return document.toString({ lineWidth: 118, singleQuote: true })
}

/** Pairs of place and word that are not in the list; an empty word stands for the place itself. */
function unlisted(list: Record<string, string[]>, now: Record<string, string[]>): [place: string, word: string][] {
  return Object.entries(now).flatMap(([place, names]) => {
    const known = list[place]
    const fresh = names.filter((name) => !known?.includes(name)).map((name): [string, string] => [place, name])
    return known === undefined ? [[place, ''] as [string, string], ...fresh] : fresh
  })
}

/** An option is listed by its name: the value behind it is an example. */
function unlistedOptions(list: Published, declared: readonly DeclaredOption[]): DeclaredOption[] {
  return declared.filter(({ command, typed }) => {
    if (typed === '') return !Object.keys(list.commands).some((key) => key === command || key.startsWith(`${command} `))
    const known = Object.keys(list.commands[keyOf(list, command)] ?? {})
    return !known.some((one) => one.split(' ')[0] === typed.split(' ')[0])
  })
}

/** The key of a command, which may have words that it needs behind its name. */
function keyOf(list: Published, command: string): string {
  return Object.keys(list.commands).find((key) => key === command || key.startsWith(`${command} <`)) ?? command
}

function setWords(document: Document, path: readonly string[], all: readonly string[]): void {
  const node = new Scalar(all.join(' '))
  if (all.length > 0) node.type = Scalar.BLOCK_FOLDED
  document.setIn(path, node)
}

function sortKeys(document: Document, part: string): void {
  const map = document.get(part)
  const nameOf = ({ key }: { key: unknown }) => String(key instanceof Scalar ? key.value : key)
  if (!isMap(map)) return
  map.flow = false
  map.items.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
}
