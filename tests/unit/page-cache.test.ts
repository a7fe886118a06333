import { expect, test } from '@playwright/test'
import { PageCache } from '../../src/site/post-build/page-cache.ts'
import { addressOf } from '../../src/site/post-build/analyze-page.ts'

const page = (text: string) => ({
  path: 'lessons/x/index.html',
  html: `<html><head></head><body><main><h1>X</h1><div class="sl-markdown-content"><p>${text}</p></div></main></body></html>`,
})
const begin = () => new PageCache({ site: 'https://site.example', base: '/' })

test('a page that Astro handed over early is not read again', () => {
  const cache = begin()
  const early = cache.warm(page('It stops.'))
  expect(early).toBeDefined()
  expect(cache.get(page('It stops.'))).toBe(early)
})

test('what counts is the page as it was written, not as it was handed over', () => {
  const cache = begin()
  cache.warm(page('It stops.'))
  expect(cache.get(page('It goes on.')).statements.unsourced).toEqual(['lessons/x/index.html: It goes on.'])
})

test('a page that cannot be read fails when it is wanted, naming itself', () => {
  const cache = begin()
  const broken = { path: 'lessons/x/index.html', html: '<p>no main</p>' }
  cache.warm(broken)
  expect(() => cache.get(broken)).toThrow('lessons/x/: has no <main>')
})

test('a page has the address of its directory, an error page none', () => {
  expect(['index.html', 'a/b/index.html', '404.html'].map(addressOf)).toEqual(['', 'a/b/', undefined])
})
