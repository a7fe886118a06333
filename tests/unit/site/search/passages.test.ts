import { expect, test } from '@playwright/test'
import { placesOf, type FoundPage } from '../../../../src/site/search/passages.ts'

const words = Array.from({ length: 200 }, (_, i) => `w${i}`)
const found = (anchors: FoundPage['anchors'], hits: number[], content = words.join(' ')): FoundPage => ({
  url: '/base/page/',
  meta: { title: 'Page' },
  raw_content: content,
  anchors,
  weighted_locations: hits.map((location) => ({ balanced_score: 1, location })),
})
const anchor = (element: string, id: string, text: string, location: number) => ({ element, id, text, location })

test('a place has the heading above it and nothing of how anchors are named, and leads to the step that is nearest', () => {
  const anchors = [
    anchor('h1', '_top', 'Page', 0),
    anchor('section', 'step-two', '', 90),
    anchor('h2', 'second', 'Second', 50),
    anchor('h2', 'first', 'First', 10),
  ]
  const [best, next] = placesOf(found(anchors, [12, 95, 97, 99]), 2)
  expect([best!.url, best!.heading]).toEqual(['/base/page/#step-two', 'Second'])
  expect([next!.url, next!.heading]).toEqual(['/base/page/#first', 'First'])
})

test('on a page without headings every anchor is a place of its own', () => {
  const anchors = [anchor('section', 'exceeded-quota', '', 20), anchor('section', 'tag-exists', '', 60)]
  const places = placesOf(found(anchors, [25, 61, 62]), 4)
  expect(places.map(({ url, heading }) => [url, heading])).toEqual([
    ['/base/page/#tag-exists', 'tag exists'],
    ['/base/page/#exceeded-quota', 'exceeded quota'],
  ])
})

test('what is found above the first anchor leads to the page', () => {
  expect(placesOf(found([anchor('h2', 'later', 'Later', 100)], [3]), 1)[0]).toMatchObject({
    url: '/base/page/',
    heading: '',
  })
})

test('a passage marks what matched, and is text', () => {
  const [place] = placesOf(found([], [1], 'a &lt;img&gt; c'), 1)
  expect(place!.passage).toEqual([
    { text: 'a ', marked: false },
    { text: '<img> ', marked: true },
    { text: 'c ', marked: false },
  ])
})
