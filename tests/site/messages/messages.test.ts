import { readList } from '../../../src/site/shared/content-data.ts'
import { message } from '../../../src/site/messages/messages.ts'
import { test } from '../../support/site.ts'
import { expect, PASTE, field } from '../../support/search.ts'

test('the page of messages has a field for a message, which asks the search', async ({ page, sites, violations }) => {
  await page.goto(`${sites.course}messages/`)
  await page.getByRole('textbox', { name: 'Your message, as it was printed' }).fill(PASTE)
  await page.getByRole('button', { name: 'Find it' }).click()
  await expect(field(page)).toHaveValue(/cart\.yaml ⏎ Error from/)
  await expect(page.locator('.search-results h2').first()).toHaveText('This message')
  await page.keyboard.press('Escape')
  await page
    .getByRole('textbox', { name: 'Your message, as it was printed' })
    .fill('curl: (56) Recv failure: Connection reset by peer')
  await page.getByRole('button', { name: 'Find it' }).click()
  await expect(page.locator('.search-results h2').first()).toHaveText('These words have several causes')
  await page.locator('.search-message .search-hit').first().click()
  await expect(page).toHaveURL(/\/messages\/#connection-reset$/)
  expect(violations).toEqual([])
})

test('a message that was not captured says so on its page, and names its source', async ({ page, sites }) => {
  await page.goto(`${sites.course}messages/`)
  for (const one of await readList('content/messages.yaml', message)) {
    const section = page.locator(`section[aria-labelledby="${one.id}"]`)
    await expect(section.locator('.message-sourced')).toHaveCount(one.sources ? 1 : 0)
    expect(await section.locator('[data-source]').count()).toBeGreaterThanOrEqual(one.sources?.length ?? 0)
    await expect(section.locator('p > [data-shown]')).toHaveCount(one.from ? 2 : 0)
  }
})
