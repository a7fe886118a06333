import { expect, test } from '@playwright/test'
import { missingPlaces, placesOf } from '../support/published-places.ts'
import { PUBLISHED, readPublished } from '../support/published.ts'
import { builds } from '../support/site.ts'

test('every page, anchor and file that was ever published is there, or leads on', async () => {
  const { list } = await readPublished()
  expect(Object.keys(list.pages).length).toBeGreaterThan(50)
  const remedy = `Lead on, as docs/contributing.md says. Or say in "gone" of ${PUBLISHED} why not.`
  expect(await missingPlaces(builds.course, list), remedy).toEqual([])
})

test('what the list of published addresses calls gone is gone', async () => {
  const { list } = await readPublished()
  const { pages, downloads } = await placesOf(builds.course)
  const there = new Set([
    ...Object.entries(pages).flatMap(([page, anchors]) => [page, ...anchors.map((id) => `${page}#${id}`)]),
    ...Object.entries(downloads).flatMap(([directory, names]) => names.map((name) => `${directory}${name}`)),
  ])
  expect(list.gone.filter(({ what }) => there.has(what)).map(({ what }) => `${what} is there: list it again`)).toEqual(
    [],
  )
})
