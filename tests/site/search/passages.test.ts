import { expect, test } from '../../support/site.ts'

/** What is used here of Pagefind's script. */
interface Index {
  /** All pages, for no words. */
  search(words: null): Promise<{ results: { data(): Promise<Indexed> }[] }>
}

interface Indexed {
  url: string
  raw_content: string
  anchors: { id: string; text: string }[]
}

test('the index of the search has the text of each page, part by part, and no buttons and facts of runs', async ({
  page,
  sites,
}) => {
  await page.goto(sites.course)
  const indexed = await page.evaluate(async (bundle) => {
    const { search } = (await import(bundle)) as Index
    const { results } = await search(null)
    return Promise.all(results.map((result) => result.data()))
  }, `${sites.course}pagefind/pagefind.js`)
  expect(indexed.length).toBeGreaterThan(40)
  for (const { url, raw_content, anchors } of indexed) {
    const text = raw_content.replaceAll('\u200B', '')
    expect(text, url).not.toMatch(
      /It failed for me|Text for a change ticket|Copy (all|Success|Expected)|exit \d+ \d+(\.\d)? (s|min)|SHA-256 of the bytes that bash ran/,
    )
    expect(text, url).not.toMatch(/\S(before|after|Success|Expected): /)
    for (const { id, text } of anchors.filter(({ id }) => /^step-.+-title$/.test(id)))
      expect(text, `${url}#${id}`).toMatch(/^(?!Step \d)\S/)
  }
})
