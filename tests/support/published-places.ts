import { readFile } from 'node:fs/promises'
import { parse } from 'parse5'
import { attribute, elements, type Element } from '../../src/site/shared/html.ts'
import type { Places } from './published.ts'
import { fileOf, filesOf, type Build } from './site.ts'

/** Elements whose ids are for the page's own use: fields, and the words that a field refers to. */
const OWN_USE = ['input', 'textarea', 'select', 'button', 'template', 'label', 'span', 'p']

/** Starlight's own anchors, which it may name otherwise. */
const STARLIGHT = /^(starlight__|_top$|theme-icons$)/

/** Files that only scripts of the site ask for. */
const INTERNAL = ['captured-messages.json']

interface BuiltPage {
  /** Every id in it. */
  ids: Set<string>
  /** Those that a reader may keep a link to. */
  anchors: string[]
  /** Where it leads by itself, relative to its own address; undefined: nowhere. */
  redirect: string | undefined
  links: string[]
}

/** All that a reader may keep a link to in a built site: pages with their anchors, and files. */
export async function placesOf(build: Build): Promise<Places> {
  const pages = await readPages(build)
  const linked = new Set([...pages].flatMap(([path, { links }]) => links.map((link) => targetOf(build, path, link))))
  const anchorsOf = (path: string, { ids, anchors }: BuiltPage) =>
    [...ids].filter((id) => !STARLIGHT.test(id) && (anchors.includes(id) || linked.has(`${path}#${id}`))).sort()
  const downloads: Places['downloads'] = {}
  for (const file of (await filesOf(build)).filter((name) => !name.endsWith('.html') && !INTERNAL.includes(name))) {
    const [, directory = '', name = ''] = /^(.*\/)([^/]*)$/.exec(`/${file}`)!
    downloads[directory] = [...(downloads[directory] ?? []), name]
  }
  return { pages: Object.fromEntries([...pages].map(([path, page]) => [`/${path}`, anchorsOf(path, page)])), downloads }
}

/** What of these places a built site neither has nor leads on from: addresses with the reason. */
export async function missingPlaces(build: Build, { pages, downloads }: Places): Promise<string[]> {
  const built = await readPages(build)
  const files = new Set(await filesOf(build))
  const lostPages = Object.entries(pages).flatMap(([address, anchors]) => {
    const path = address.slice(1)
    const page = built.get(path)
    if (!page) return [`${address}: there is no such page`]
    const { redirect } = page
    if (redirect === undefined)
      return anchors.filter((id) => !page.ids.has(id)).map((id) => `${address}#${id}: there is no such anchor`)
    const [target = '', anchor] = targetOf(build, path, redirect).split('#')
    const leadsOn = anchor === undefined ? built.has(target) : built.get(target)?.ids.has(anchor)
    return leadsOn ? [] : [`${address}: leads on to ${redirect}, which is not there`]
  })
  const lostFiles = Object.entries(downloads).flatMap(([directory, names]) =>
    names
      .filter((name) => !files.has(`${directory}${name}`.slice(1)))
      .map((name) => `${directory}${name}: there is no such file`),
  )
  return [...lostPages, ...lostFiles]
}

/** The pages of a built site by their paths below the base. */
async function readPages(build: Build): Promise<Map<string, BuiltPage>> {
  const pages = new Map<string, BuiltPage>()
  for (const file of (await filesOf(build)).filter((name) => name.endsWith('.html')))
    pages.set(file.replace(/(^|\/)index\.html$/, '$1'), readPage(await readFile(fileOf(build, file), 'utf8')))
  return pages
}

function readPage(html: string): BuiltPage {
  const all = elements(parse(html))
  const withIds = all.flatMap((element) => {
    const id = attribute(element, 'id')
    return id === undefined ? [] : [{ id, element }]
  })
  return {
    ids: new Set(withIds.map(({ id }) => id)),
    anchors: withIds.filter(({ id, element }) => isAnchor(id, element)).map(({ id }) => id),
    // Also in a <noscript>, whose content the parser takes for text.
    redirect: /<meta http-equiv="refresh" content="[^"]*url=([^"]*)"/i.exec(html)?.[1],
    links: all.flatMap((element) => (element.tagName === 'a' ? (attribute(element, 'href') ?? []) : [])),
  }
}

function isAnchor(id: string, { tagName, namespaceURI }: Element): boolean {
  return id !== '' && !OWN_USE.includes(tagName) && namespaceURI.endsWith('/xhtml')
}

/** A link as the path below the base and the anchor: `glossary/#istiod`. */
function targetOf({ base }: Build, path: string, link: string): string {
  const site = 'http://localhost:4321'
  const url = URL.canParse(link, `${site}${base}${path}`) ? new URL(link, `${site}${base}${path}`) : undefined
  if (url?.origin !== site || !url.pathname.startsWith(base)) return ''
  return `${decodeURIComponent(url.pathname.slice(base.length))}${decodeURIComponent(url.hash)}`
}
