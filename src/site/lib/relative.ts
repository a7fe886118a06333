import { parse } from 'parse5'
import { edited, settleScripts, type Edit } from './edits.ts'
import { attribute, elements, type Element } from './html.ts'

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

/**
 * The page with addresses that hold under whatever path it is served, the same for each build, and without what only
 * makes sense online: elements with `data-online`.
 * @param path of the page's file from the base
 */
export function relativePage(html: string, path: string, layout: Layout): string {
  const page = [...elements(parse(html, { sourceCodeLocationInfo: true }))]
  const edits = page.flatMap((element) => {
    const at = element.sourceCodeLocation
    if (!at) return []
    if (attribute(element, 'data-online') !== undefined) return [{ from: at.startOffset, to: at.endOffset, text: '' }]
    return addresses(element, path, layout)
  })
  return edited(html, [...edits, ...settleScripts(html, page, edits)])
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

function addresses(element: Element, path: string, layout: Layout): Edit[] {
  return element.attrs.flatMap(({ name, value }) => {
    const at = element.sourceCodeLocation?.attrs?.[name]
    if (!at || !(ADDRESSES.includes(name) || name.startsWith('data-'))) return []
    const found = name === BASE ? upFrom(path).replace(/\/$/, '') || '.' : relativeAddress(value, path, layout)
    if (found === undefined) return []
    return [{ from: at.startOffset, to: at.endOffset, text: `${name}="${escaped(found)}"` }]
  })
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
