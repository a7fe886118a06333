import { expect, test } from '@playwright/test'
import { Preparation } from '../../../../src/site/post-build/page-cache.ts'
import { addressOf } from '../../../../src/site/post-build/analyze-page.ts'

const page = (text: string) => ({
  path: 'lessons/x/index.html',
  html: `<html><head></head><body><main><h1>X</h1><div class="sl-markdown-content"><p>${text}</p></div></main></body></html>`,
})
const begin = () => new Preparation({ site: 'https://site.example', base: '/' })

test('a page that Astro handed over early is not read again', () => {
  const preparation = begin()
  const early = preparation.begin(page('It stops.'))
  expect(early).toBeDefined()
  expect(preparation.of(page('It stops.'))).toBe(early)
})

test('what counts is the page as it was written, not as it was handed over', () => {
  const preparation = begin()
  preparation.begin(page('It stops.'))
  expect(preparation.of(page('It goes on.')).claims.bare).toEqual(['lessons/x/index.html: It goes on.'])
})

test('a page that cannot be read fails when it is wanted, naming itself', () => {
  const preparation = begin()
  const broken = { path: 'lessons/x/index.html', html: '<p>no main</p>' }
  preparation.begin(broken)
  expect(() => preparation.of(broken)).toThrow('lessons/x/: has no <main>')
})

test('a page has the address of its directory, an error page none', () => {
  expect(['index.html', 'a/b/index.html', '404.html'].map(addressOf)).toEqual(['', 'a/b/', undefined])
})
