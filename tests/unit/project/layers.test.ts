import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { PROJECT } from '../../../src/shared/root.ts'

/** What each part may use. The engine knows neither Astro nor Istio; the site runs nothing. */
const uses: Record<string, readonly string[]> = {
  shared: [],
  checks: [],
  page: ['shared'],
  evidence: ['shared', 'checks', 'page'],
  'kubernetes-api': ['shared'],
  kubernetes: ['shared', 'checks', 'kubernetes-api'],
  cluster: ['shared', 'kubernetes-api'],
  'kube-context': ['shared', 'page', 'evidence', 'kubernetes-api'],
  runbook: ['shared', 'checks', 'page', 'evidence', 'cluster', 'kube-context', 'kubernetes-api', 'kubernetes'],
  istio: ['shared', 'checks', 'kubernetes-api', 'kubernetes', 'runbook'],
  suite: ['shared', 'checks', 'page', 'evidence', 'cluster', 'kubernetes-api', 'kubernetes', 'runbook', 'istio'],
  'command-line': ['shared', 'evidence'],
  'version-differences': ['shared'],
  drift: ['shared', 'checks', 'page', 'evidence', 'cluster'],
  site: ['shared', 'checks', 'page', 'evidence', 'cluster', 'version-differences', 'drift'],
}

const source = join(PROJECT, 'src')

for (const [part, allowed] of Object.entries(uses)) {
  test(`src/${part} uses ${allowed.length > 0 ? `only ${allowed.join(', ')}` : 'no other part'}`, () => {
    const wrong = files(part).flatMap((file) =>
      imports(file)
        .filter((target) => target !== part && target in uses && !allowed.includes(target))
        .map(
          (target) => `${relative(PROJECT, file)} imports src/${target}: move what it needs, or turn the arrow round`,
        ),
    )
    expect(wrong).toEqual([])
  })
}

test('every part of src has its rule', () => {
  expect(readdirSync(source).sort()).toEqual(Object.keys(uses).sort())
})

/** The folders of the site from the ground up: each may use those of the levels below its own. `pages` and what stands beside the folders, at last, use all. */
const siteLevels = [
  ['shared'],
  ['code'],
  ['diagram', 'glossary', 'not-run', 'runbook'],
  ['commands', 'decision', 'excerpt', 'legacy-commands', 'lesson', 'post-build'],
  ['messages', 'progress', 'status', 'version-differences'],
  ['layout', 'quiz', 'search'],
  ['overrides', 'pages', 'public'],
]

for (const folder of siteLevels.flat()) {
  test(`src/site/${folder} uses only what is below it, so that no two features use each other`, () => {
    const level = siteLevels.findIndex((folders) => folders.includes(folder))
    const wrong = files(`site/${folder}`).flatMap((file) =>
      localImports(file)
        .map((path) => relative(join(source, 'site'), path).split('/'))
        .filter(([other = '', inside]) => inside !== undefined && other !== '..' && other !== folder)
        .filter(([other = '']) => !siteLevels.slice(0, level).flat().includes(other))
        .map(
          ([other]) =>
            `${relative(PROJECT, file)} uses src/site/${other}: move what it needs, or turn the import round`,
        ),
    )
    expect(wrong).toEqual([])
  })
}

test('every folder of the site has its level', () => {
  const folders = readdirSync(join(source, 'site'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  expect(folders.map((entry) => entry.name).sort()).toEqual(siteLevels.flat().sort())
})

function files(part: string): string[] {
  return readdirSync(join(source, part), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|astro|css)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

/** Names of the parts that a file imports from. */
function imports(file: string): string[] {
  return localImports(file)
    .map((path) => relative(source, path).split('/'))
    .filter((path) => path.length > 1)
    .map(([part = '']) => part)
}

/** The paths of the project's own files that a file imports. */
function localImports(file: string): string[] {
  const specifiers = readFileSync(file, 'utf8').matchAll(/(?:from |import |@import )'(\.[^']*)'/g)
  return [...specifiers].map(([, path = '']) => resolve(dirname(file), path))
}
