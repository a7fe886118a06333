import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { PROJECT } from '../../src/shared/root.ts'

/** What each part may use. The engine knows neither Astro nor Istio; the site runs nothing. */
const uses: Record<string, readonly string[]> = {
  shared: [],
  checks: [],
  page: ['shared'],
  evidence: ['shared', 'checks', 'page'],
  kubernetes: ['shared', 'checks'],
  cluster: ['shared'],
  runbook: ['shared', 'checks', 'page', 'evidence', 'cluster', 'kubernetes'],
  istio: ['shared', 'checks', 'kubernetes', 'runbook'],
  suite: ['shared', 'checks', 'page', 'evidence', 'cluster', 'kubernetes', 'runbook', 'istio'],
  'command-line': ['shared', 'evidence'],
  site: ['shared', 'checks', 'page', 'evidence', 'cluster'],
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

test('every file of src is in a part that is in this test', () => {
  expect(readdirSync(source).sort()).toEqual(Object.keys(uses).sort())
})

function files(part: string): string[] {
  return readdirSync(join(source, part), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|astro)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

/** Names of the parts that a file imports from. */
function imports(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/from '(\.[^']*)'/g)]
    .map(([, path = '']) => relative(source, resolve(dirname(file), path)).split('/'))
    .filter((path) => path.length > 1)
    .map(([part = '']) => part)
}
