import { builds, expect, kindsOf, test } from '../support/site.ts'

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
