import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The scripts that a site is made of, by their names in `_astro/`. */
export type ScriptImports = ReadonlyMap<string, { imports: readonly string[]; empty: boolean }>

const IMPORT = /\bimport(?:[\w{}\s,*$]*\bfrom)?"\.\/([\w.-]+\.js)";?/g

/**
 * Which scripts each script imports, and which do nothing else: bundling leaves such a one where everything that it had is in a
 * file that others share.
 * @param out the built site
 */
export async function readScriptImports(out: string): Promise<ScriptImports> {
  const assets = join(out, '_astro')
  const names = (await readdir(assets)).filter((name) => name.endsWith('.js'))
  return new Map(
    await Promise.all(
      names.map(async (name) => [name, importsOf(await readFile(join(assets, name), 'utf8'))] as const),
    ),
  )
}

/** What a bundled module imports, and whether that is all it does. */
export function importsOf(code: string): { imports: string[]; empty: boolean } {
  const imports = [...code.matchAll(IMPORT)].map(([, name]) => name!)
  return { imports, empty: imports.length > 0 && code.replaceAll(IMPORT, '').trim() === '' }
}

/** The page without those scripts that only import what another script of the page imports: each costs a request, which is mostly headers. */
export function withoutEmptyScripts(html: string, scripts: ScriptImports): string {
  const element = /<script type="module" src="[^"]*_astro\/([\w.-]+\.js)"><\/script>/g
  const there = [...html.matchAll(element)].flatMap(([, name]) => scripts.get(name!) ?? [])
  const imported = new Set(there.filter(({ empty }) => !empty).flatMap(({ imports }) => imports))
  return html.replace(element, (all, name: string) => {
    const script = scripts.get(name)
    return script?.empty === true && script.imports.every((one) => imported.has(one)) ? '' : all
  })
}
