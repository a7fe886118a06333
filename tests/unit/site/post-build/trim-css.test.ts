import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import {
  classesOf,
  trimStyles,
  unreadValues,
  withoutRules,
  withStyleSheets,
} from '../../../../src/site/post-build/trim-css.ts'

test('classesOf finds every class that a sheet selects by, however deep', () => {
  const css =
    '.a:where(.b) .c\\:d, :is(.e, .f) > p:not(.g) { color: red } @media print { @layer x { .h { color: red } } }'
  expect([...classesOf(css)].sort()).toEqual(['a', 'b', 'c:d', 'e', 'f', 'g', 'h'])
})

const kept: [promise: string, css: string, left: string][] = [
  ['a rule that needs an unused class goes', 'p{color:red}.gone p{color:red}', 'p{color:red}'],
  ['also where the class stands in :where()', 'p{color:red}p:where(.gone){color:#00f}', 'p{color:red}'],
  ['a rule that something else needs, too, stays', 'p,.gone{color:red}', 'p,.gone{color:red}'],
  ['a rule for whatever lacks the class stays', 'p:not(.gone){color:red}', 'p:not(.gone){color:red}'],
]
for (const [promise, css, left] of kept) test(promise, () => expect(withoutRules(css, ['gone'])).toBe(left))

test('unreadValues keeps a value that a rule, another kept value, a page or a script reads', () => {
  const sheet = `:root{--rule:1;--chain:var(--inner);--inner:2;--page:3;--gone:var(--gone-too);--gone-too:4}
    a:hover{color:var(--rule);border:var( --chain, 0)}@media print{b{--gone:5;top:calc(1px + var(--fallback,var(--rule)))}}`
  expect([...unreadValues([sheet], ['<p style="--page:1">'])].sort()).toEqual(['--gone', '--gone-too'])
  expect(withoutRules(sheet, ['--gone', '--gone-too'])).not.toContain('gone')
})

test('trimStyles gives a trimmed sheet a new name in every page, and leaves one alone that a script loads', async () => {
  const out = await mkdtemp(join(tmpdir(), 'styles-'))
  const files = {
    '_astro/all.AAAAAAAA.css': ':root{--unread:1;--page:2}.used{color:red}.made{color:red}.gone{color:var(--unread)}',
    '_astro/late.BBBBBBBB.css': '.gone{color:red}',
    '_astro/x.js': 'element.className="made";load("late.BBBBBBBB.css")',
    'index.html':
      '<link rel="stylesheet" href="/base/_astro/all.AAAAAAAA.css"><p class="used" style="top:var(--page)">all.AAAAAAAA.css</p>',
  }
  await mkdir(join(out, '_astro'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(out, name), text)
  const renamed = await trimStyles(out, new Map([['index.html', files['index.html']]]).values())
  const sheets = (await readdir(join(out, '_astro'))).filter((name) => name.endsWith('.css')).sort()
  const [all = ''] = sheets
  expect(sheets).toEqual([expect.stringMatching(/^all\.[\w-]{8}\.css$/), 'late.BBBBBBBB.css'])
  expect(all).not.toBe('all.AAAAAAAA.css')
  expect(await readFile(join(out, '_astro', all), 'utf8')).toBe(':root{--page:2}.used,.made{color:red}')
  expect(withStyleSheets(files['index.html'], renamed)).toBe(
    `<link rel="stylesheet" href="/base/_astro/${all}"><p class="used" style="top:var(--page)">all.AAAAAAAA.css</p>`,
  )
  expect(withStyleSheets('<link href="_astro/all.AAAAAAAA.css">', renamed)).toBe(`<link href="_astro/${all}">`)
})
