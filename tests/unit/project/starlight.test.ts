import { globSync, readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import { getViteConfig } from 'astro/config'
import { inProject } from '../../support/project.ts'

const THEME = '@astrojs/starlight'

/** What the site may import of Starlight: what its documentation tells about. */
const DOCUMENTED = [THEME, `${THEME}/route-data`, `${THEME}/schema`, /^@astrojs\/starlight\/components\/\w+\.astro$/]

test('the site replaces at most four components of Starlight', async () => {
  const { plugins } = await configOfBuild()
  const { load } = plugins.find(({ name }) => name === 'vite-plugin-starlight-user-config')!
  const modules = componentsOfTheme().map((name) => load!.handler(`\0virtual:starlight/components/${name}`))
  const own = modules.filter((text) => text !== undefined && !text.includes(`"${THEME}/`))
  expect(own.length).toBeGreaterThan(0)
  expect(own.length).toBeLessThanOrEqual(4)
})

test('the site imports only documented parts of Starlight, and puts nothing in the place of others', async () => {
  const files = globSync(inProject('src/site/**/*.{astro,ts,css}'))
  const imported = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(?:from |import |import\(|@import )['"]([^'"]*starlight[^'"]*)['"]/g)]
      .map(([, specifier = '']) => specifier)
      .filter((specifier) => !specifier.startsWith('.')),
  )
  expect(imported.length).toBeGreaterThan(4)
  expect(imported.filter((one) => !DOCUMENTED.some((known) => one === known || one.match(known)?.[0] === one))).toEqual(
    [],
  )
  const { aliases } = await configOfBuild()
  expect(aliases.filter((one) => /starlight/.test(one))).toEqual([])
})

/** Names of the components that a site may replace. */
function componentsOfTheme(): string[] {
  const directory = dirname(fileURLToPath(import.meta.resolve(`${THEME}/components/Search.astro`)))
  return globSync(`${directory}/*.astro`).map((file) => basename(file, '.astro'))
}

/** What is used here of a plugin of Vite. */
interface Plugin {
  name: string
  load?: { handler(id: string): string | undefined }
}

/** The configuration with which Astro starts Vite, after all integrations have added theirs. */
async function configOfBuild(): Promise<{ plugins: Plugin[]; aliases: string[] }> {
  const { plugins = [], resolve } = await getViteConfig({})({ mode: 'production', command: 'build' })
  const { alias = [] } = resolve ?? {}
  const finds = Array.isArray(alias) ? alias.map(({ find }) => String(find)) : Object.keys(alias)
  return { plugins: (plugins as unknown[]).flat(9).filter(Boolean) as Plugin[], aliases: finds }
}
