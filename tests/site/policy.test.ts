import { builds, expect, kindsOf, pagesOf, setTheme, test } from '../support/site.ts'

for (const name of ['course', 'states'] as const) {
  test(`no page of "${name}" breaks its policy or throws, whatever is pressed on it`, async ({
    page,
    sites,
    violations,
    context,
  }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const foreign: string[] = []
    page.on('pageerror', ({ message }) => foreign.push(message))
    page.on('request', (request) => {
      if (/^https?:/.test(request.url()) && !request.url().startsWith(sites[name])) foreign.push(request.url())
    })
    await page.addInitScript(() => (window.print = () => undefined))
    for (const path of await kindsOf(builds[name])) {
      await page.goto(`${sites[name]}${path}`)
      const pressed = await page.evaluate(pressEverything)
      expect(pressed, path).toBeGreaterThan(0)
      // The search, which was opened too, has loaded what it needs once it answers.
      await page.getByRole('searchbox', { name: 'Search' }).fill('istio')
      await expect(page.getByRole('dialog').getByRole('status')).toHaveText(/\d+ pages?$|Nothing found/)
      expect([...violations, ...foreign], path).toEqual([])
    }
  })
}

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

/** Presses each button, tab and fold, opens each list, and types into each field; runs in the page. */
function pressEverything(): number {
  const all = document.querySelectorAll<HTMLElement>('button, summary, [role=tab], select, input, textarea')
  for (const one of all) {
    if (one instanceof HTMLSelectElement) {
      one.selectedIndex = (one.selectedIndex + 1) % one.options.length
      one.dispatchEvent(new Event('change', { bubbles: true }))
    } else if (
      one instanceof HTMLTextAreaElement ||
      (one instanceof HTMLInputElement && /text|search/.test(one.type))
    ) {
      one.value = 'istio'
      one.dispatchEvent(new Event('input', { bubbles: true }))
    } else if (!(one instanceof HTMLInputElement && one.type === 'file')) one.click()
  }
  return all.length
}
