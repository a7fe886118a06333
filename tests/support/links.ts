import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { Nodes } from 'mdast'
import { parse } from 'parse5'
import { attribute, elements } from '../../src/site/shared/html.ts'
import { fileOf, filesOf, type Build } from './site.ts'
import { parseMarkdown } from './markdown.ts'

/** Where the site believes to be served, unless it is told. */
const SITE = 'http://localhost:4321'

/** How the targets in a file are found, by the end of its name. */
const readers: Record<string, (text: string) => string[]> = {
  '.html': targetsInHtml,
  '.md': targetsInMarkdown,
  '.txt': targetsInMarkdown,
  // The id of an entry of a feed is a name, not a place.
  '.xml': (text) => addresses(text.replace(/<id>[^<]*<\/id>/g, '')),
  '.json': addresses,
  '.sh': addresses,
}

/** Links, anchors, pictures and scripts of a built site that lead nowhere, as sentences. */
export async function brokenLinks(build: Build): Promise<string[]> {
  const anchors = new Map<string, Promise<string[]>>()
  const anchorsOf = (file: string) => {
    if (!anchors.has(file)) anchors.set(file, idsOf(file))
    return anchors.get(file)!
  }
  const broken: string[] = []
  for (const path of await filesOf(build)) {
    const targets = readers[extname(path)]?.(await readFile(fileOf(build, path), 'utf8')) ?? []
    for (const target of new Set(targets)) {
      const fault = await faultOf(build, new URL(target, `${SITE}${build.base}${served(path)}`), anchorsOf)
      if (fault) broken.push(`${path}: ${target}: ${fault}`)
    }
  }
  return broken
}

async function faultOf(
  build: Build,
  url: URL,
  anchorsOf: (file: string) => Promise<string[]>,
): Promise<string | undefined> {
  if (url.origin !== SITE) return undefined
  // That page stands wherever there is none, and names its own place all the same.
  if (url.pathname === `${build.base}404/`) return undefined
  if (!url.pathname.startsWith(build.base)) return 'leaves the base path'
  const file = fileOf(build, decodeURIComponent(url.pathname.slice(build.base.length)))
  if (!existsSync(file)) return 'no such file'
  if (url.hash === '' || !file.endsWith('.html')) return undefined
  const wanted = decodeURIComponent(url.hash.slice(1))
  const count = (await anchorsOf(file)).filter((id) => id === wanted).length
  return count === 1 ? undefined : `${count} anchors of that name`
}

async function idsOf(file: string): Promise<string[]> {
  const all = [...elements(parse(await readFile(file, 'utf8')))]
  return all.flatMap((element) => attribute(element, 'id') ?? [])
}

function targetsInHtml(html: string): string[] {
  return [...elements(parse(html))].flatMap((element) => {
    if (element.tagName === 'meta') return addresses(attribute(element, 'content') ?? '')
    if (!['a', 'area', 'link', 'img', 'script', 'source', 'iframe'].includes(element.tagName)) return []
    return [attribute(element, 'href'), attribute(element, 'src')].filter((target) => target !== undefined)
  })
}

function targetsInMarkdown(text: string): string[] {
  const walk = (node: Nodes): string[] => [
    ...('url' in node ? [node.url] : []),
    ...('children' in node ? node.children.flatMap(walk) : []),
  ]
  return [...walk(parseMarkdown(text)), ...addresses(text)]
}

/** Whole addresses of the site, wherever they stand. */
function addresses(text: string): string[] {
  return [...text.matchAll(/http:\/\/localhost:4321[^\s<>"'`)\]\\]*/g)].map(([address]) =>
    address.replace(/[.,;]$/, ''),
  )
}

/** A page's address ends with its directory. */
function served(path: string): string {
  return path.replace(/(^|\/)index\.html$/, '$1')
}
