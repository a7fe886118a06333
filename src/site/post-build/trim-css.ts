import { createHash } from 'node:crypto'
import { readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { transform, type Selector } from 'lightningcss'

/** Style sheets that have got another name: from the name in `_astro/` that pages link to, to the one that stands there now. */
export type Renamed = ReadonlyMap<string, string>

/**
 * Takes out of every sheet that pages link to what dresses a class that no page and no script of the site names, and the
 * values that nothing reads then: a theme brings the styles of all its components. A sheet's name says what is in it, so
 * a changed one gets a new name.
 * @param out the built site
 * @param pages their text
 */
export async function trimStyles(out: string, pages: Iterable<string>): Promise<Renamed> {
  const assets = join(out, '_astro')
  const scripts = (await readdir(out, { recursive: true })).filter((path) => path.endsWith('.js'))
  const names = (await readdir(assets)).filter((name) => name.endsWith('.css'))
  const sheets = new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(assets, name), 'utf8')] as const)),
  )
  const unused = new Set([...sheets.values()].flatMap((css) => [...classesOf(css)]))
  const code = await Promise.all(scripts.map((path) => readFile(join(out, path), 'utf8')))
  // The pages may be an iterator, which can be read once.
  const texts = [...code, ...pages]
  // What a script loads by name must keep it.
  const late = [...sheets].filter(([name]) => code.some((text) => text.includes(name)))
  for (const [name] of late) sheets.delete(name)
  for (const text of texts) for (const name of unused) if (text.includes(name)) unused.delete(name)
  const renamed = new Map<string, string>()
  for (const [name, whole] of sheets) sheets.set(name, withoutRules(whole, unused))
  const unread = unreadValues([...sheets.values()], [...late.map(([, css]) => css), ...texts])
  for (const [name, whole] of sheets) {
    const css = withoutRules(whole, unread)
    const hash = createHash('sha256').update(css).digest('base64url').slice(0, 8)
    renamed.set(name, name.replace(/[\w-]+\.css$/, `${hash}.css`))
    await writeFile(join(assets, name), css)
    await rename(join(assets, name), join(assets, renamed.get(name)!))
  }
  return renamed
}

/** The page with the new names of its sheets. */
export function withStyleSheets(html: string, renamed: Renamed): string {
  return html.replace(/(?<=\b_astro\/)[\w.-]+\.css\b/g, (name) => renamed.get(name) ?? name)
}

/** The names of all classes that a sheet selects by, as a page would write them. */
export function classesOf(css: string): Set<string> {
  const classes = new Set<string>()
  const look = (selector: Selector): void => {
    for (const part of selector) {
      if (part.type === 'class') classes.add(part.name)
      // `:where(…)`, `:is(…)`, `:not(…)` and `:has(…)` hold selectors in turn.
      if ('selectors' in part) for (const inner of part.selectors ?? []) if (Array.isArray(inner)) look(inner)
    }
  }
  transform({ filename: 'sheet.css', code: new TextEncoder().encode(css), visitor: { Selector: (one) => look(one) } })
  return classes
}

/**
 * The names of all custom properties that are set and never read.
 * @param sheets where they are set
 * @param others what may read them, too: any mention counts
 */
export function unreadValues(sheets: readonly string[], others: readonly string[]): Set<string> {
  const set = new Map<string, string[]>()
  const read: string[] = []
  for (const [, name, value] of sheets.join('\n').matchAll(/(?<![\w-])(?:(--[\w-]+)\s*:)?([^{};]*)/g)) {
    const reads = [...value!.matchAll(/--[\w-]+/g)].map(([mentioned]) => mentioned)
    if (name) set.set(name, [...(set.get(name) ?? []), ...reads])
    else read.push(...reads)
  }
  for (const text of others) for (const [mentioned] of text.matchAll(/--[\w-]+/g)) read.push(mentioned)
  const unread = new Set(set.keys())
  // One that is read by another is read as soon as that one is.
  for (let name = read.pop(); name !== undefined; name = read.pop()) {
    if (unread.delete(name)) read.push(...set.get(name)!)
  }
  return unread
}

/** The sheet without the rules that can only match classes of these names, and without custom properties of these names. */
export function withoutRules(css: string, unused: Iterable<string>): string {
  const code = new TextEncoder().encode(css)
  const { code: rest } = transform({ filename: 'sheet.css', code, minify: true, unusedSymbols: [...unused] })
  return new TextDecoder().decode(rest)
}
