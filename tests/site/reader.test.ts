import { sha256, loadEvidence } from '../../src/evidence/index.ts'
import { exportBlock, listPages, loadPage } from '../../src/page/index.ts'
import { ROOT } from '../../src/shared/root.ts'
import { builds, expect, pagesOf, setTheme, test } from '../support/site.ts'

const runbooks = await listPages(ROOT)

for (const id of runbooks) {
  test(`what the copy buttons of ${id} give is what bash ran, byte for byte`, async ({ page, sites, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.goto(`${sites.course}runbooks/${id}/`)
    const source = await loadPage(ROOT, id)
    const evidence = await loadEvidence(ROOT, id)
    expect(await page.locator('.step').count()).toBe(source.steps.length)
    const copied = async (within: string) => {
      await page.locator(within).getByRole('button', { name: /^Copy/ }).click()
      return page.evaluate(() => navigator.clipboard.readText())
    }
    for (const solution of await page.locator('.step-solution > summary').all()) await solution.click()
    for (const step of source.steps) {
      const text = await copied(`#step-${step.id}`)
      expect(text).toBe(step.command)
      const record = evidence?.steps.find((s) => s.id === step.id)
      if (record) expect(sha256(text)).toBe(record.sha256)
    }
    if (source.variables.length > 0) expect(await copied('.variables')).toBe(exportBlock(source.variables))
  })
}

test('without JavaScript every command, its proof and the badge can be read', async ({ browser, sites }) => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  for (const id of runbooks) {
    await page.goto(`${sites.course}runbooks/${id}/`)
    const { steps } = await loadPage(ROOT, id)
    for (const solution of await page.locator('.step-solution > summary').all()) await solution.click()
    for (const step of steps) {
      await expect(page.locator(`#step-${step.id} .command code`)).toBeVisible()
      expect(await page.locator(`#step-${step.id} .command code`).textContent()).toBe(step.command)
    }
    await expect(page.locator('.badge')).toBeVisible()
    await expect(page.locator('.copy').first()).toBeHidden()
    const proofs = page.locator('.proof > summary')
    if ((await proofs.count()) === 0) continue
    await proofs.first().click()
    await expect(page.locator('.proof pre').first()).toBeVisible()
  }
  await context.close()
})

test('nothing scrolls sideways at 320 pixels', async ({ page, sites }) => {
  await page.setViewportSize({ width: 320, height: 640 })
  for (const path of await pagesOf(builds.course)) {
    await page.goto(`${sites.course}${path}`)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(wide, path).toBe(0)
  }
})

test('no page breaks its own policy while it is used', async ({ page, sites, violations, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  for (const path of await pagesOf(builds.course)) {
    await page.goto(`${sites.course}${path}`)
    const policy = page.locator('head > :first-child')
    await expect(policy).toHaveAttribute('http-equiv', 'content-security-policy')
    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)))
    const copy = page.getByRole('button', { name: /^Copy/ })
    if ((await copy.count()) > 0) await copy.first().click()
    await setTheme(page, 'dark')
  }
  await page.goto(`${sites.course}runbooks/install-canary/`)
  await page.getByRole('button', { name: 'Search' }).first().click()
  await page.getByRole('searchbox', { name: 'Search' }).fill('revision')
  await expect(page.locator('.search-results').getByRole('link').first()).toBeVisible()
  expect(violations).toEqual([])
})

test('the policy stops a script that is not ours', async ({ page, sites, violations }) => {
  await page.goto(sites.course)
  await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'window.hacked = 1'
    document.body.append(script)
  })
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
  expect(violations).toHaveLength(1)
})

test('the policy stops what would ask another host', async ({ page, sites, violations }) => {
  await page.goto(sites.course)
  await page.evaluate(() => {
    void fetch('https://other.example/').catch(() => undefined)
    document.body.append(Object.assign(new Image(), { src: 'https://other.example/x.png' }))
    for (const [tag, more] of [
      ['link', { rel: 'stylesheet', href: 'https://other.example/x.css' }],
      ['script', { src: 'https://other.example/x.js' }],
      ['iframe', { src: 'https://other.example/' }],
    ] as const)
      document.body.append(Object.assign(document.createElement(tag), more))
  })
  await expect.poll(() => new Set(violations).size).toBe(5)
})
