import { expect, test } from '@playwright/test'
import { Preparation } from '../../../../src/site/post-build/page-cache.ts'
import { addressOf } from '../../../../src/site/post-build/analyze-page.ts'

const page = (text: string) => ({
  path: 'lessons/x/index.html',
  html: `<html><head></head><body><main><h1>X</h1><div class="sl-markdown-content"><p>${text}</p></div></main></body></html>`,
})
const begin = () => new Preparation({ site: 'https://site.example', base: '/' })

test('the cache of pages does not read a page again that Astro handed over', () => {
  const preparation = begin()
  const early = preparation.begin(page('It stops.'))
  expect(early).toBeDefined()
  expect(preparation.of(page('It stops.'))).toBe(early)
})

test('the cache of pages takes the page as it was written, not as it was handed over', () => {
  const preparation = begin()
  preparation.begin(page('It stops.'))
  expect(preparation.of(page('It goes on.')).claims.bare).toEqual(['lessons/x/index.html: It goes on.'])
})

test('the cache of pages names a page that cannot be read, when it is wanted', () => {
  const preparation = begin()
  const broken = { path: 'lessons/x/index.html', html: '<p>no main</p>' }
  preparation.begin(broken)
  expect(() => preparation.of(broken)).toThrow('lessons/x/: has no <main>')
})

test('addressOf is that of the directory, and none for an error page', () => {
  expect(['index.html', 'a/b/index.html', '404.html'].map(addressOf)).toEqual(['', 'a/b/', undefined])
})
