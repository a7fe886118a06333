import { loadDifferences } from '../../../src/cluster/source/differences.ts'
import { expect, test } from '../../support/site.ts'

const states: [id: string, badge: RegExp, mark: RegExp][] = [
  ['verified', /^Verified/, /^verified/],
  ['changed', /^Changed since verified/, /^changed since verified/],
  ['none', /^Not verified yet/, /^not verified yet/],
]
for (const [id, badge, mark] of states) {
  test(`a page whose proof is "${id}" says so, above and at each step`, async ({ page, sites }) => {
    await page.clock.setFixedTime(new Date('2026-11-10T12:00:00Z'))
    await page.goto(`${sites.states}runbooks/${id}/`)
    await expect(page.locator('.badge')).toHaveText(badge)
    await expect(page.locator('.step .mark')).toHaveText(mark)
  })
}

test('a badge names versions, date, duration and hash', async ({ page, sites }) => {
  await page.goto(`${sites.states}runbooks/verified/`)
  const badge = page.locator('.badge')
  await badge.getByText('The run').click()
  for (const fact of ['Istio 1.2.3, built from source', 'Kubernetes 1.36.3', '2026-11-01', '4.2 s', 'linux/amd64'])
    await expect(badge).toContainText(fact)
  await expect(badge.locator('dd code').first()).toHaveText(/^[0-9a-f]{64}$/)
})

test('a badge says when a run could not see in /proc what its commands left running', async ({ page, sites }) => {
  for (const [id, words] of [
    ['changed', /Processes\s*seen by ps and lsof, not in \/proc/],
    ['verified', undefined],
  ] as const) {
    await page.goto(`${sites.states}runbooks/${id}/`)
    await page.locator('.badge').getByText('The run', { exact: true }).click()
    const facts = page.locator('.badge dl')
    if (words === undefined) await expect(facts).not.toContainText('Processes')
    else await expect(facts).toContainText(words)
  }
})

test('the version of a build from source leads to all its differences from the published release', async ({
  page,
  sites,
}) => {
  for (const path of ['', 'status/', 'runbooks/install-canary/']) {
    await page.goto(`${sites.course}${path}`)
    await page
      .getByRole('link', { name: /, built from source$/ })
      .first()
      .click()
    await expect(page.getByRole('heading', { name: 'Differences from the release' })).toBeInViewport()
  }
  for (const { id, what } of loadDifferences())
    await expect(page.locator(`#difference-${id}`)).toContainText(what.replaceAll('`', ''))
})

test('a proof older than 30 days says how old it is', async ({ page, sites }) => {
  await page.clock.setFixedTime(new Date('2026-12-02T12:00:00Z'))
  await page.goto(`${sites.states}runbooks/verified/`)
  await expect(page.locator('.badge')).toHaveText(/^Verified 31 days ago/)
  await page.clock.setFixedTime(new Date('2026-12-01T11:00:00Z'))
  await page.reload()
  await expect(page.locator('.badge')).toHaveText(/^Verified ·/)
})
