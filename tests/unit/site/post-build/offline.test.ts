import { expect, test } from '@playwright/test'
import { strFromU8, unzipSync } from 'fflate'
import { archive, megabytes } from '../../../../src/site/post-build/archive.ts'
import { elementsOf } from '../../../../src/site/shared/html.ts'
import {
  urlSpans,
  relativeAddress,
  relativePage,
  relativeStyle,
  type Layout,
} from '../../../../src/site/post-build/relative-urls.ts'
import { address, markdownPath } from '../../../../src/site/shared/site.ts'

const files = new Set([
  'index.html',
  'favicon.svg',
  '_astro/a.css',
  'runbooks/a/index.html',
  'runbooks/a.md',
  'a b/index.html',
])
const root: Layout = { base: '/', files }
const below: Layout = { base: '/some/base/', files }

const relative = (html: string, path: string) => relativePage(html, urlSpans(elementsOf(html)), path, root)

const seen: [value: string, path: string, layout: Layout, found: string | undefined][] = [
  ['/runbooks/a/', 'index.html', root, 'runbooks/a/'],
  ['/runbooks/a/#step-x', 'runbooks/a/index.html', root, '../../runbooks/a/#step-x'],
  ['/runbooks/a/?q=/x/', 'index.html', root, 'runbooks/a/?q=/x/'],
  ['/', 'index.html', root, './'],
  ['/', 'runbooks/a/index.html', root, '../../'],
  ['/a%20b/', 'index.html', root, 'a%20b/'],
  ['/_astro/a.css', 'runbooks/a/index.html', root, '../../_astro/a.css'],
  ['/some/base/', 'runbooks/a/index.html', below, '../../'],
  ['/some/base/runbooks/a.md', 'index.html', below, 'runbooks/a.md'],
  ['/runbooks/a/', 'index.html', below, undefined],
  ['/no/such/page/', 'index.html', root, undefined],
  ['//example.com/runbooks/a/', 'index.html', root, undefined],
  ['https://example.com/', 'index.html', root, undefined],
  ['#here', 'index.html', root, undefined],
  ['/%zz', 'index.html', root, undefined],
]
for (const [value, path, layout, found] of seen)
  test(`relativeAddress of ${value} on ${path} below ${layout.base} is ${found ?? 'left alone'}`, () =>
    expect(relativeAddress(value, path, layout)).toBe(found))

test('relativePage changes addresses, wherever they stand, and nothing else', () => {
  const html = `<!doctype html><link href="/favicon.svg"><a  class=x href='/runbooks/a/' title="/runbooks/a/">/runbooks/a/</a><pg-x data-bundle="/_astro/a.css" data-base=""></pg-x><script>f("/runbooks/a/")</script><code>cat /runbooks/a/</code>`
  expect(relative(html, 'runbooks/a/index.html')).toBe(
    `<!doctype html><link href="../../favicon.svg"><a  class=x href="../../runbooks/a/" title="/runbooks/a/">/runbooks/a/</a><pg-x data-bundle="../../_astro/a.css" data-base="../.."></pg-x><script>f("/runbooks/a/")</script><code>cat /runbooks/a/</code>`,
  )
})

test('relativePage leaves out what makes sense online alone', () => {
  const html = '<p>a</p><p data-online><a href="/runbooks/a/">b</a></p><a href="/runbooks/a/">c</a>'
  expect(relative(html, 'index.html')).toBe('<p>a</p><a href="runbooks/a/">c</a>')
})

test('relativePage gives the same copy wherever a build put the scripts of components', () => {
  const script = (text: string) => `<script type="module">${text}</script>`
  const source = '<script type="module" src="/favicon.svg"></script>'
  const page = (parts: string[]) => `<html><head>${source}</head><body>${parts.join('')}</body></html>`
  const kept = '<script>now()</script><template><script type="module">c</script></template>'
  const one = relative(page(['<p>x</p>', script('b'), source, kept, script('a')]), 'index.html')
  const other = relative(page([script('a'), '<p>x</p>', source, script('b'), kept]), 'index.html')
  expect(one).toBe(other)
  const moved = source.replace('/favicon', 'favicon')
  expect(one).toBe(`<html><head>${moved}</head><body><p>x</p>${kept}${moved}${script('a')}${script('b')}</body></html>`)
})

test('relativeStyle gives addresses from where the style sheet lies', () =>
  expect(relativeStyle(`a{b:url(/_astro/a.css)}c{d:url("/favicon.svg")}e{f:url(data:x)}`, '_astro/x.css', root)).toBe(
    `a{b:url(../_astro/a.css)}c{d:url("../favicon.svg")}e{f:url(data:x)}`,
  ))

test('archive depends on names and bytes alone', async () => {
  const parts: [string, Buffer][] = [
    ['b/index.html', Buffer.from('b'.repeat(9000))],
    ['a.css', Buffer.from('a')],
    ['x.pf_meta', Buffer.from('x'.repeat(900))],
  ]
  const zip = await archive(parts)
  expect(await archive([...parts].reverse())).toEqual(zip)
  const inside = unzipSync(zip)
  expect(Object.keys(inside)).toEqual(['a.css', 'b/index.html', 'x.pf_meta'].map((name) => `proving-ground/${name}`))
  expect(strFromU8(inside['proving-ground/b/index.html']!)).toBe('b'.repeat(9000))
  // 1980-01-01 00:00, the first date of the format, in the header of the first file.
  expect([...zip.subarray(10, 14)]).toEqual([0, 0, 0x21, 0])
})

test('megabytes, markdownPath and address write as people do', () => {
  expect(megabytes(2_026_883)).toBe('2.0 MB')
  expect(markdownPath('runbooks/a/')).toBe('runbooks/a.md')
  expect(markdownPath('')).toBe('index.md')
  expect(address({})).toEqual({ site: 'http://localhost:4321', base: '/' })
  for (const given of ['/a/b', 'a/b/', '/a/b/']) expect(address({ SITE_BASE: given }).base).toBe('/a/b/')
})
