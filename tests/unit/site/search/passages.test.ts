import { expect, test } from '@playwright/test'
import { bestPassages, type FoundPage } from '../../../../src/site/search/passages.ts'

const words = Array.from({ length: 200 }, (_, i) => `w${i}`)
const found = (anchors: FoundPage['anchors'], hits: number[], content = words.join(' ')): FoundPage => ({
  url: '/base/page/',
  meta: { title: 'Page' },
  raw_content: content,
  anchors,
  weighted_locations: hits.map((location) => ({ balanced_score: 1, location })),
})
const anchor = (element: string, id: string, text: string, location: number) => ({ element, id, text, location })

test('placesOf gives a place the heading above it, and the step that is nearest', () => {
  const anchors = [
    anchor('h1', '_top', 'Page', 0),
    anchor('section', 'step-two', '', 90),
    anchor('h2', 'second', 'Second', 50),
    anchor('h2', 'first', 'First', 10),
  ]
  const [best, next] = bestPassages(found(anchors, [12, 95, 97, 99]), 2)
  expect([best!.url, best!.heading]).toEqual(['/base/page/#step-two', 'Second'])
  expect([next!.url, next!.heading]).toEqual(['/base/page/#first', 'First'])
})

test('placesOf makes every anchor a place on a page without headings', () => {
  const anchors = [anchor('section', 'exceeded-quota', '', 20), anchor('section', 'tag-exists', '', 60)]
  const places = bestPassages(found(anchors, [25, 61, 62]), 4)
  expect(places.map(({ url, heading }) => [url, heading])).toEqual([
    ['/base/page/#tag-exists', 'tag exists'],
    ['/base/page/#exceeded-quota', 'exceeded quota'],
  ])
})

test('placesOf leads to the page for what is found above the first anchor', () => {
  expect(bestPassages(found([anchor('h2', 'later', 'Later', 100)], [3]), 1)[0]).toMatchObject({
    url: '/base/page/',
    heading: '',
  })
})

test('placesOf marks what matched in a passage, and keeps it text', () => {
  const [place] = bestPassages(found([], [1], 'a &lt;img&gt; c'), 1)
  expect(place!.passage).toEqual([
    { text: 'a ', marked: false },
    { text: '<img> ', marked: true },
    { text: 'c ', marked: false },
  ])
})
