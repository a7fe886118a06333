import { expect, test } from '@playwright/test'
import { PageCache } from '../../../../src/site/post-build/page-cache.ts'
import { addressOf } from '../../../../src/site/post-build/analyze-page.ts'

const page = (text: string) => ({
  path: 'lessons/x/index.html',
  html: `<html><head></head><body><main><h1>X</h1><div class="sl-markdown-content"><p>${text}</p></div></main></body></html>`,
})
const begin = () => new PageCache({ site: 'https://site.example', base: '/' })

test('the cache of pages does not read a page again that Astro handed over', () => {
  const cache = begin()
  const early = cache.warm(page('It stops.'))
  expect(early).toBeDefined()
  expect(cache.get(page('It stops.'))).toBe(early)
})

test('the cache of pages takes the page as it was written, not as it was handed over', () => {
  const cache = begin()
  cache.warm(page('It stops.'))
  expect(cache.get(page('It goes on.')).statements.unsourced).toEqual(['lessons/x/index.html: It goes on.'])
})

test('the cache of pages names a page that cannot be read, when it is wanted', () => {
  const cache = begin()
  const broken = { path: 'lessons/x/index.html', html: '<p>no main</p>' }
  cache.warm(broken)
  expect(() => cache.get(broken)).toThrow('lessons/x/: has no <main>')
})

test('addressOf is that of the directory, and none for an error page', () => {
  expect(['index.html', 'a/b/index.html', '404.html'].map(addressOf)).toEqual(['', 'a/b/', undefined])
})
