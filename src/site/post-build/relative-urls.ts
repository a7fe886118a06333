import { applyEdits, moveParts, type Span } from './text-edits.ts'
import { around, attribute, type Element } from '../shared/html.ts'

/** What lies where in a built site. */
export interface Layout {
  /** The path under which it was built to be served, with slashes at both ends. */
  base: string
  /** Paths of its files from there: `runbooks/install-canary/index.html`. */
  files: ReadonlySet<string>
}

/** Attributes whose value is an address; those named `data-…` may hold one. */
const ADDRESSES = ['href', 'src', 'poster', 'action']

/** The attribute from which a script takes the base path itself, without the slash at its end. */
const BASE = 'data-base'

/** Where a page has what `relativePage` changes. */
export interface UrlSpans {
  /** Attributes that hold an address of the site, or may, and those with the base path. */
  addresses: (Span & { name: string; value: string })[]
  /** Elements that are removed from the copy for offline use: those with `data-online`. */
  online: Span[]
  /** Scripts that may stand anywhere in the body. */
  scripts: Span[]
  /** The end of the body. */
  end: number | undefined
}

/** @param page all elements, with their places in the text */
export function urlSpans(page: readonly Element[]): UrlSpans {
  const online = page.filter((element) => attribute(element, 'data-online') !== undefined)
  return {
    addresses: page.filter((element) => !online.includes(element)).flatMap(addressesOf),
    online: online.flatMap(spanOf),
    scripts: page.filter(isMovable).flatMap(spanOf),
    end: page.find(({ tagName }) => tagName === 'body')?.sourceCodeLocation?.endTag?.startOffset,
  }
}

/**
 * The page with addresses that hold under whatever path it is served, the same for each build, and without what only
 * makes sense online. Its scripts stand at the end, sorted: Astro writes each beside the first component that comes to be
 * rendered, and which one that is differs from build to build. Modules wait for the whole page wherever they stand.
 * @param path of the page's file from the base
 */
export function relativePage(
  html: string,
  { addresses, online, scripts, end }: UrlSpans,
  path: string,
  layout: Layout,
) {
  const edits = [
    ...online.map((span) => ({ ...span, text: '' })),
    ...addresses.flatMap(({ from, to, name, value }) => {
      const found = name === BASE ? upFrom(path).replace(/\/$/, '') || '.' : relativeAddress(value, path, layout)
      return found === undefined ? [] : [{ from, to, text: `${name}="${escaped(found)}"` }]
    }),
  ]
  return applyEdits(html, end === undefined ? edits : [...edits, ...moveParts(html, scripts, end, edits)])
}

/** A style sheet, the same way. */
export function relativeStyle(css: string, path: string, layout: Layout): string {
  return css.replace(/url\((['"]?)(\/[^'")]*)\1\)/g, (whole, quote: string, value: string) => {
    const found = relativeAddress(value, path, layout)
    return found === undefined ? whole : `url(${quote}${found}${quote})`
  })
}

/**
 * An address below the base, as seen from a file.
 * @returns undefined for what is not an address of a file of this site
 */
export function relativeAddress(value: string, path: string, { base, files }: Layout): string | undefined {
  if (!value.startsWith(base) || value.startsWith('//')) return undefined
  const [, target = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(value.slice(base.length)) ?? []
  const file = decoded(target)
  if (!files.has(file) && !files.has(`${file}index.html`)) return undefined
  return `${upFrom(path)}${target}${rest}` || './'
}

/** The way from a file to the base. */
function upFrom(path: string): string {
  return '../'.repeat(path.split('/').length - 1)
}

function addressesOf({ attrs, sourceCodeLocation }: Element): UrlSpans['addresses'] {
  return attrs.flatMap(({ name, value }) => {
    const at = sourceCodeLocation?.attrs?.[name]
    if (!at || !(ADDRESSES.includes(name) || name.startsWith('data-'))) return []
    if (name !== BASE && !value.startsWith('/')) return []
    return [{ from: at.startOffset, to: at.endOffset, name, value }]
  })
}

function spanOf({ sourceCodeLocation: at }: Element): Span[] {
  return at ? [{ from: at.startOffset, to: at.endOffset }] : []
}

function isMovable(element: Element): boolean {
  if (element.tagName !== 'script' || attribute(element, 'type') !== 'module') return false
  const outside = [...around(element)].map(({ tagName }) => tagName)
  return outside.includes('body') && !outside.includes('template')
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
