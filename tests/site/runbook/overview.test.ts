import { duration, loadEvidence } from '../../../src/evidence/index.ts'
import { loadPage } from '../../../src/page/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { stepKind } from '../../../src/site/runbook/overview.ts'
import { expect, test } from '../../support/site.ts'

const canary = await loadPage(ROOT, 'install-canary')

test('the overview of a runbook shows on the first screen what it changes, what it takes, and how it is undone', async ({
  page,
  sites,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(`${sites.course}runbooks/install-canary/`)
  const evidence = await loadEvidence(ROOT, 'install-canary')
  const run = page.locator('.badge > p').getByText(`Istio ${evidence!.versions.istio}`)
  await expect(run).toContainText(`Kubernetes ${evidence!.versions.kubernetes}`)
  await expect(run).toContainText(duration(evidence!.durationMs))
  await expect(run).toBeInViewport({ ratio: 1 })
  const overview = page.locator('.overview')
  await expect(overview).toContainText(/27: 4 make changes, 18 only read, 1 is meant to fail, 4 undo changes/)
  await expect(overview).toContainText(/Undo\s*Everything, with 21\. Move the namespace back, 22\./)
  const requests = evidence!.traffic.reduce((sum, route) => sum + route.requests, 0)
  await expect(overview).toContainText(new RegExp(`Traffic\\s*${requests} requests while it ran, 0 failed`))
  await expect(overview).not.toContainText('kube-system')
  for (const { id, readOnly } of canary.steps.filter((step) => !step.readOnly)) {
    expect(readOnly).toBe(false)
    await expect(overview.locator(`a[href="#step-${id}"]`)).toBeInViewport()
  }
})

test('the overview of a runbook that changes nothing says so', async ({ page, sites }) => {
  await page.goto(`${sites.course}runbooks/compare-profiles/`)
  await expect(page.locator('.overview')).toContainText(/Changes\s*nothing/)
  await expect(page.locator('.overview')).not.toContainText('Undo')
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('the badge of a runbook leads to its evidence', async ({ page, sites }) => {
    await page.goto(`${sites.course}runbooks/install-canary/`)
    await page.locator('.badge summary').click()
    const link = page.locator('.badge a[href$=".json"]')
    await expect(link).toBeVisible()
    const response = await page.request.get(new URL((await link.getAttribute('href'))!, page.url()).href)
    expect(await response.json()).toEqual(await loadEvidence(ROOT, 'install-canary'))
  })

  test('each step says what it does', async ({ page, sites }) => {
    const words = { changes: 'makes a change', reads: 'only reads', fails: 'meant to fail', undoes: 'undoes' }
    for (const id of ['install-canary', 'break-webhook']) {
      await page.goto(`${sites.course}runbooks/${id}/`)
      const source = await loadPage(ROOT, id)
      for (const step of source.steps)
        await expect(page.locator(`#step-${step.id} .step-kind`)).toHaveText(words[stepKind(source, step)])
    }
  })
})
