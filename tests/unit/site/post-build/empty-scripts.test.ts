import { expect, test } from '@playwright/test'
import { importsOf, withoutEmptyScripts } from '../../../../src/site/post-build/empty-scripts.ts'

const scripts = new Map(
  Object.entries({
    'Toc.a1.js': 'import"./shared.b2.js";\n',
    'Mobile.c3.js': 'import"./shared.b2.js";import{S as e}from"./shared.b2.js";var t=class extends e{};',
    'Alone.d4.js': 'import"./other.e5.js";',
    'Reading.f6.js': 'let a=1',
  }).map(([name, code]) => [name, importsOf(code)] as const),
)
const script = (name: string) => `<script type="module" src="/base/_astro/${name}"></script>`

test('importsOf tells a module that only imports from one that does more', () => {
  expect(scripts.get('Toc.a1.js')).toEqual({ imports: ['shared.b2.js'], empty: true })
  expect(scripts.get('Mobile.c3.js')).toEqual({ imports: ['shared.b2.js', 'shared.b2.js'], empty: false })
  expect(scripts.get('Reading.f6.js')).toEqual({ imports: [], empty: false })
  expect(importsOf('')).toEqual({ imports: [], empty: false })
})

test('withoutEmptyScripts takes out a script that only imports what another one of the page imports', () => {
  expect(withoutEmptyScripts(`<p>${script('Toc.a1.js')}</p>${script('Mobile.c3.js')}`, scripts)).toBe(
    `<p></p>${script('Mobile.c3.js')}`,
  )
})

for (const [what, html] of [
  ['nothing else on the page imports the same', script('Toc.a1.js') + script('Reading.f6.js')],
  ['another empty one imports the same', script('Toc.a1.js') + script('Toc.a1.js')],
  ['what it imports is imported nowhere else', script('Alone.d4.js') + script('Mobile.c3.js')],
  ['it is not known', script('New.g7.js') + script('Mobile.c3.js')],
  ['it is text', `<p>&lt;script type="module" src="/_astro/Toc.a1.js"></p>${script('Mobile.c3.js')}`],
] as const)
  test(`withoutEmptyScripts leaves a script where ${what}`, () => expect(withoutEmptyScripts(html, scripts)).toBe(html))
