import { loadEvidence, sha256, ticket } from '../../../src/evidence/index.ts'
import { loadPage } from '../../../src/page/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { expect, REPOSITORY, STATES_ROOT, test } from '../../support/site.ts'

const canary = await loadPage(ROOT, 'install-canary')

test('"it failed for me" of a step fills the step into the report', async ({ page, sites }) => {
  await page.goto(`${sites.course}runbooks/install-canary/`)
  const text = page.locator('#it-failed .command code')
  for (const number of [2, 12]) {
    await page.getByRole('link', { name: `Step ${number}: it failed for me` }).click()
    await expect(text).toBeInViewport()
    const { title, command } = canary.steps[number - 1]!
    await expect(text).toContainText(`Step:     ${number}, ${title}\nCommand:  SHA-256 ${sha256(command)}\nPage:`)
  }
})

test('where a repository is named each step has an issue with its report', async ({ page, sites }) => {
  await page.goto(`${sites.states}runbooks/verified/`)
  const evidence = (await loadEvidence(STATES_ROOT, 'verified'))!
  const links = [page.getByRole('link', { name: 'Step 1: it failed for me' }), page.locator('#it-failed a')]
  for (const [i, link] of links.entries()) {
    const url = new URL((await link.getAttribute('href'))!)
    expect(`${url.origin}${url.pathname}`).toBe(`${REPOSITORY}/issues/new`)
    expect(url.searchParams.get('title')).toMatch(i === 0 ? /^verified, step 1 \(say\)/ : /^verified: /)
    for (const known of [
      'Runbook:  verified',
      evidence.proofHash,
      '2026-11-01',
      'Istio 1.2.3',
      '/some/base/runbooks/verified/',
      'What it printed',
    ])
      expect(url.searchParams.get('body')).toContain(known)
    if (i === 0) expect(url.searchParams.get('body')).toContain(sha256('echo ok'))
  }
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('the text for a ticket is that of the run, and says whose run it was', async ({ page, sites }) => {
    await page.goto(`${sites.course}runbooks/install-canary/`)
    await page.getByText('Text for a change ticket').last().click()
    await expect(page.locator('#ticket')).toContainText('This is our run, not yours')
    await expect(page.locator('#ticket')).toContainText('npm run runbook install-canary -- --ticket run.txt')
    expect(await page.locator('#ticket .command code').textContent()).toBe(
      ticket((await loadEvidence(ROOT, 'install-canary'))!),
    )
  })

  test('where no repository is named the report can be taken along, and nothing pretends to send it', async ({
    page,
    sites,
  }) => {
    await page.goto(`${sites.course}runbooks/install-canary/`)
    const failed = page.locator('.after-last-step details', { has: page.locator('#it-failed') })
    await failed.locator('summary').click()
    await expect(failed).toContainText('does not name a place for reports')
    const evidence = await loadEvidence(ROOT, 'install-canary')
    for (const known of [
      'Runbook:  install-canary',
      evidence!.proofHash,
      evidence!.startedAt,
      evidence!.versions.istio,
      'What it printed',
    ])
      await expect(failed.locator('.command code')).toContainText(known)
    await expect(page.locator('a[href*="issues/new"], a[href^="mailto:"]')).toHaveCount(0)
  })
})
