import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { callsOf } from '../../src/page/program-calls.ts'
import { listPages, loadPage } from '../../src/page/index.ts'
import { ROOT } from '../../src/shared/root.ts'
import { commandIndex, INDEXED } from '../../src/site/commands/command-index.ts'
import { readList } from '../../src/site/shared/content-data.ts'
import { loadGlossary } from '../../src/site/glossary/glossary.ts'
import { message } from '../../src/site/messages/messages.ts'
import { PAGE_CATEGORIES } from '../../src/site/search/page-category.ts'
import { expect as base, setTheme, test } from '../support/site.ts'

/** An index has to come first, and the machine may be busy. */
const expect = base.configure({ timeout: 30_000 })

/** From a cluster with other names, as a terminal gives it. */
const PASTE = [
  'alice@laptop:~/shop$ kubectl apply -f cart.yaml',
  'Error from server (InternalError): error when creating "cart.yaml": Internal error occurred: failed calling webhook',
  '"rev.namespace.sidecar-injector.istio.io": failed to call webhook: Post',
  '"https://istiod-1-24-1.istio-system.svc:443/inject?timeout=10s": dial tcp 10.100.13.7:443: connect: connection refused',
].join('\n')

const field = (page: Page) => page.getByRole('searchbox', { name: 'Search' })
const status = (page: Page) => page.getByRole('dialog').getByRole('status')
const hits = (page: Page) => page.locator('.search-results .search-hit')

/** Opens the search and asks it; returns when it has answered. */
async function ask(page: Page, words: string): Promise<void> {
  await page.getByRole('button', { name: 'Search' }).first().click()
  // What was answered before would pass for the answer, and a link in it would go away under the pointer.
  await field(page).fill('')
  await expect(status(page)).toBeEmpty()
  await field(page).fill(words)
  await expect(status(page)).not.toBeEmpty()
}

test('an error pasted from a terminal finds what explains it, and Enter goes there', async ({
  page,
  sites,
  context,
  violations,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`${sites.course}lessons/why/`)
  await page.evaluate((text) => navigator.clipboard.writeText(text), PASTE)
  await page.keyboard.press('/')
  await expect(field(page)).toBeFocused()
  await page.keyboard.press('Control+V')
  // A field has one line; where the lines ended stays to be seen, and is used.
  await expect(field(page)).toHaveValue(/cart\.yaml ⏎ Error from/)
  await expect(page.locator('.search-results h2').first()).toHaveText('This message')
  await expect(page.locator('.search-message').first()).toContainText('failed calling webhook')
  // Pages are searched as well: a message that is known may still not be what the reader wants.
  await expect(status(page)).toHaveText(/^1 message, \d+ pages? with words like “/)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/messages\/#failed-calling-webhook$/)
  await expect(page.locator('#failed-calling-webhook')).toBeInViewport()
  expect(violations).toEqual([])
})

test('a message that begins like a captured one and ends in another way does not pose as it', async ({
  page,
  sites,
}) => {
  await page.goto(sites.course)
  await ask(page, PASTE.replaceAll('\n', ' ').replace(/dial tcp.*/, 'no endpoints available for service "istiod"'))
  const heading = page.locator('.search-results h2').first()
  const links = page.locator('.search-message').first().locator('.search-more a')
  await expect(heading).toHaveText('Known from other sources, not caused by us')
  await expect(status(page)).toHaveText(/^1 message, \d+ pages? with words like “/)
  await expect(links).toHaveText(['Istio: Sidecar injection problems'])
  await expect(links).toHaveAttribute('href', /^https:\/\/istio\.io\//)
  await field(page).fill(PASTE.replaceAll('\n', ' ').replace(/dial tcp.*/, 'EOF'))
  await expect(heading).toHaveText('These words have several causes')
  const causes = page.locator('.search-causes').first().getByRole('listitem')
  expect(await causes.count()).toBeGreaterThan(5)
  await expect(causes.first().getByRole('link')).toHaveAttribute('href', '/messages/#failed-calling-webhook')
  await field(page).fill(PASTE.replaceAll('\n', ' '))
  await expect(heading).toHaveText('This message')
  await expect(links).toHaveText([/^printed in step \d+ of “[A-Z].+ .+”$/, /^mended in step \d+ of “[A-Z].+ .+”$/])
})

/** Mostly names: told apart from ours only where these are left out of what is asked and of what was captured. */
const foreign: [paste: string, path: string][] = [
  [
    '3m2s        Warning   FailedCreate        replicaset/checkout-7f9c5bd6d4   Error creating: pods "checkout-7f9c5bd6d4-x2v8q" is forbidden: exceeded quota: compute-resources, requested: requests.cpu=100m, used: requests.cpu=1900m, limited: requests.cpu=2',
    '/messages/#exceeded-quota',
  ],
  ['curl: (6) Could not resolve host: edge.gateways.svc.cluster.local', '/messages/#gateway-not-resolved'],
]

test('names and addresses of another cluster, however many, keep no message from being found', async ({
  page,
  sites,
}) => {
  await page.goto(sites.course)
  for (const [paste, path] of foreign) {
    await ask(page, paste)
    await expect(hits(page).first()).toHaveAttribute('href', path)
    await expect(page.locator('.search-results h2').first()).toHaveText('This message')
    await page.keyboard.press('Escape')
  }
})

test('a message that no page explains leads to the step that printed it', async ({ page, sites }) => {
  await page.goto(sites.course)
  await ask(page, `error: the server doesn't have a resource type "authorizationpolicies"`)
  await hits(page).first().click()
  await expect(page).toHaveURL(/runbooks\/uninstall\/#step-policy-gone$/)
})

test('a question that is no message shows none, and lists runbooks first', async ({ page, sites }) => {
  await page.goto(sites.course)
  await ask(page, 'revision')
  const groups = await page.locator('.search-results h2').allTextContents()
  expect(groups).toEqual(PAGE_CATEGORIES.filter((kind) => groups.includes(kind)))
  expect(groups.slice(0, 3)).toEqual(['Runbooks', 'Messages', 'Lessons'])
  const runbooks = page.locator('.search-results section').first()
  for (const hit of await runbooks.locator('.search-hit').all())
    await expect(hit).toHaveAttribute('href', /\/runbooks\//)
  // At which step, by the title that the step has.
  const at = runbooks.locator('.search-hit[href*="#step-"]')
  expect(await at.count()).toBeGreaterThan(1)
  for (const hit of await at.all()) {
    const [, id, step] = /runbooks\/([^/]+)\/#step-(.+?)(-title)?$/.exec((await hit.getAttribute('href'))!)!
    const { title, steps } = await loadPage(ROOT, id!)
    await expect(hit).toHaveText(`${title} › ${steps.find((one) => one.id === step)!.title}`)
  }
  const shown = await runbooks.getByRole('listitem').count()
  await runbooks.getByRole('button', { name: /^\d+ more runbooks$/ }).click()
  await expect(runbooks.getByRole('listitem').nth(shown)).toBeVisible()
})

test('words that no page has as they were typed are not passed off as answers', async ({ page, sites, violations }) => {
  await page.goto(sites.course)
  // The second begins as no name does that Kubernetes makes up, of which the recorded outputs are full.
  for (const words of ['no such volume', 'zyxaei nothing', 'dial tcp: lookup istiod']) {
    await ask(page, words)
    await expect(status(page)).toHaveText(
      /^No captured message is like this one, and no page has it as typed\. \d+ pages? (have|has) words like these\. All captured messages$/,
    )
    await page.keyboard.press('Escape')
  }
  await ask(page, 'no such volume')
  await status(page).getByRole('link').click()
  await expect(page).toHaveURL(/\/messages\/$/)
  await expect(page.getByRole('dialog')).toBeHidden()
  for (const words of ['strict mTLS', 'Referenced host', 'upstream connect', 'revision']) {
    await ask(page, words)
    await expect(status(page)).toHaveText(/^(\d+ messages?, )?\d+ pages?$/)
    await page.keyboard.press('Escape')
  }
  expect(violations).toEqual([])
})

test('one word, or the beginning of a paste, is not passed off as found either', async ({ page, sites }) => {
  await page.goto(sites.course)
  for (const word of ['OOMKilled', 'ErrImageNeverPull', 'CreateContainerConfigError']) {
    await ask(page, word)
    await expect(status(page)).toHaveText(
      /^(Nothing found\.|No captured message is like this one, and no page has it as typed\. \d+ pages? (have|has) words like these\. All captured messages)$/,
    )
    await page.keyboard.press('Escape')
  }
  await ask(page, 'unable to decode "cart.yaml": no such file in the archive of the release')
  await expect(status(page)).toHaveText(
    /^No captured message is like this one, and no page has it as typed\. \d+ pages? ha/,
  )
  await page.keyboard.press('Escape')
  for (const word of ['revision', 'istiod', 'PeerAuthentication']) {
    await ask(page, word)
    await expect(status(page)).toHaveText(/^(\d+ messages?, )?\d+ pages?$/)
    await page.keyboard.press('Escape')
  }
})

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

test('a message that we did not cause says so on its page and names its source', async ({ page, sites }) => {
  await page.goto(`${sites.course}messages/`)
  for (const one of await readList('content/messages.yaml', message)) {
    const section = page.locator(`section[aria-labelledby="${one.id}"]`)
    await expect(section.locator('.message-sourced')).toHaveCount(one.sources ? 1 : 0)
    expect(await section.locator('[data-source]').count()).toBeGreaterThanOrEqual(one.sources?.length ?? 0)
    await expect(section.locator('p > [data-shown]')).toHaveCount(one.from ? 2 : 0)
  }
})

test('passages hold what a page says, each part apart, and nothing that is pressed or that marks a run', async ({
  page,
  sites,
}) => {
  await page.goto(sites.course)
  const indexed = await page.evaluate(async (bundle) => {
    const index = await import(bundle)
    const { results } = await index.search(null)
    const pages = await Promise.all(results.map((result: { data(): Promise<unknown> }) => result.data()))
    return pages as { url: string; raw_content: string; anchors: { id: string; text: string }[] }[]
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

test('a command with somebody’s names finds the pages about that command', async ({ page, sites }) => {
  await page.goto(sites.course)
  await ask(page, 'istioctl proxy-config clusters deploy/cart-v2.prod')
  await expect(page.locator('.search-results')).toContainText('istioctl proxy-config clusters')
  await field(page).fill('qqqqxz')
  await expect(status(page)).toHaveText('Nothing found.')
})

test('the search is used by keyboard alone and gives the focus back', async ({ page, sites }) => {
  await page.goto(`${sites.course}lessons/why/`)
  const before = page.locator('main a').first()
  await before.focus()
  await page.keyboard.press('Control+K')
  await expect(field(page)).toBeFocused()
  await page.keyboard.type('webhook')
  await expect(status(page)).toHaveText(/\d+ pages$/)
  await page.keyboard.press('ArrowDown')
  await expect(hits(page).nth(0)).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(hits(page).nth(1)).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await expect(field(page)).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(before).toBeFocused()
  await page.keyboard.press('/')
  await page.keyboard.press('ArrowDown')
  const address = await hits(page).first().getAttribute('href')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new URL(address!, sites.course).href)
})

test('a slash that is typed into a field stays there', async ({ page, sites }) => {
  await page.goto(`${sites.course}commands/`)
  await page.getByRole('searchbox', { name: 'Show only' }).focus()
  await page.keyboard.type('deployment/client')
  await expect(page.getByRole('searchbox', { name: 'Show only' })).toHaveValue('deployment/client')
  await expect(page.locator('.pg-search')).toHaveCount(0)
})

test('nothing of the search is loaded before it is opened', async ({ page, sites }) => {
  const loaded: string[] = []
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname))
  const ofSearch = () => loaded.filter((path) => /pagefind|captured-messages|search-dialog|search\..*css/.test(path))
  await page.goto(`${sites.course}runbooks/install-canary/`, { waitUntil: 'networkidle' })
  await page.getByRole('button', { name: 'Search' }).hover()
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
  await page.waitForLoadState('networkidle')
  expect(loaded.length).toBeGreaterThan(2)
  expect(ofSearch()).toEqual([])
  await ask(page, 'revision')
  expect(ofSearch().length).toBeGreaterThan(4)
})

test('without the captured messages the search still finds pages, says what is missing, and loads it again', async ({
  page,
  sites,
}) => {
  const missing = 'The captured messages could not be loaded, so only pages were searched.'
  await page.route('**/captured-messages.json', (route) => route.fulfill({ status: 503, body: 'busy' }))
  await page.goto(sites.course)
  await ask(page, 'strict mTLS')
  await expect(status(page)).toHaveText(new RegExp(`^\\d+ pages\\. ${missing}$`))
  await expect(hits(page).first()).toBeVisible()
  await field(page).fill('no such volume')
  await expect(status(page)).toHaveText(new RegExp(`^\\d+ pages? ha(ve|s) words like these\\. ${missing}$`))
  await field(page).fill('qqqqxz')
  await expect(status(page)).toHaveText(`No page found. ${missing}`)
  await page.unroute('**/captured-messages.json')
  await field(page).fill(PASTE.replaceAll('\n', ' '))
  await expect(page.locator('.search-results h2').first()).toHaveText('This message')
})

test('without the index of pages the search still finds messages, and without both it says so', async ({
  page,
  sites,
}) => {
  await page.route('**/pagefind/*', (route) => route.abort())
  await page.goto(sites.course)
  await ask(page, PASTE.replaceAll('\n', ' '))
  await expect(page.locator('.search-results h2').first()).toHaveText('This message')
  await expect(status(page)).toHaveText(/^The search index could not be loaded\./)
  await page.route('**/captured-messages.json', (route) => route.abort())
  await page.reload()
  await ask(page, 'revision')
  await expect(status(page)).toHaveText('The search could not be loaded.')
})

test('more pages that cannot be loaded, or a search that cannot, say so and can be tried again', async ({
  page,
  sites,
}) => {
  await page.route('**/_astro/dialog.*.js', (route) => route.abort())
  await page.goto(sites.course)
  const open = page.locator('pg-search button')
  await open.click()
  await expect(open).toHaveText('Search failed')
  await page.unroute('**/_astro/dialog.*.js')
  await page.reload()
  await ask(page, 'revision')
  await page.route('**/pagefind/fragment/*', (route) => route.abort())
  await page.getByRole('button', { name: /^\d+ more runbooks$/ }).click()
  const again = page.getByRole('button', { name: 'These could not be loaded. Try again' })
  await expect(again).toBeVisible()
  await page.unroute('**/pagefind/fragment/*')
  await again.click()
  await expect(again).toHaveCount(0)
})

test('the search works below another path, and what hostile output says stays text', async ({
  page,
  sites,
  violations,
}) => {
  await page.goto(`${sites.states}runbooks/verified/`)
  await ask(page, 'Error: failed to call a hostile webhook')
  await expect(page.locator('.search-message').first()).toContainText('<img src=y onerror="window.hacked = 1">')
  await field(page).fill('onerror')
  await expect(hits(page).first()).toHaveAttribute('href', /^\/some\/base\/runbooks\/hostile\//)
  await expect(page.locator('.search-results')).toContainText('<img')
  expect(await page.locator('.pg-search img').count()).toBe(0)
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
  await hits(page).first().click()
  await expect(page).toHaveURL(/\/some\/base\/runbooks\/hostile\//)
  await expect(page.locator('h1')).toHaveText(/^The hostile one/)
  expect(violations).toEqual([])
})

test('on a phone the search fills the screen and nothing of it is wider', async ({ page, sites }) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await page.goto(sites.course)
  await ask(page, PASTE.replaceAll('\n', ' '))
  const dialog = page.getByRole('dialog')
  expect(await dialog.boundingBox()).toMatchObject({ x: 0, y: 0, width: 320, height: 640 })
  expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0)
  await hits(page).first().click()
  await expect(page).toHaveURL(/\/messages\/#failed-calling-webhook$/)
})

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the search and at a term, ${theme}`, async ({ page, sites }) => {
    await page.goto(`${sites.course}lessons/why/`)
    await setTheme(page, theme)
    const faults = async () => {
      const { violations } = await new AxeBuilder({ page }).analyze()
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`)
    }
    await page.locator('pg-term a').first().focus()
    await expect(page.getByRole('tooltip')).toBeVisible()
    expect(await faults()).toEqual([])
    await ask(page, PASTE.replaceAll('\n', ' '))
    expect(await faults()).toEqual([])
    await field(page).fill('revision')
    await expect(status(page)).toHaveText(/pages$/)
    expect(await faults()).toEqual([])
  })
}

test('a term shows its meaning on hover, lets the pointer onto it, and Esc takes it away', async ({ page, sites }) => {
  await page.goto(`${sites.course}lessons/why/`)
  const term = page.locator('pg-term a').first()
  const means = await term.getAttribute('title')
  const tooltip = page.getByRole('tooltip')
  await term.hover()
  await expect(tooltip).toHaveText(means!)
  await tooltip.hover()
  // Longer than the pause in which a pointer may cross.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 400)))
  await expect(tooltip).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(tooltip).toBeHidden()
  await page.locator('h1').hover()
  await term.hover()
  await expect(tooltip).toBeVisible()
  await page.locator('h1').hover()
  await expect(tooltip).toBeHidden()
  await expect(term).toHaveAttribute('title', means!)
})

test('a term shows its meaning on focus, to screen readers as well', async ({ page, sites }) => {
  await page.goto(`${sites.course}lessons/revisions/`)
  const term = page.locator('pg-term a').first()
  const means = (await term.getAttribute('title'))!
  await expect(term).toHaveAccessibleDescription(means)
  await term.focus()
  await expect(page.getByRole('tooltip')).toBeVisible()
  await expect(term).toHaveAccessibleDescription(means)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('tooltip')).toBeHidden()
  await expect(term).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Shift+Tab')
  await expect(page.getByRole('tooltip')).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('tooltip')).toBeHidden()
})

test('a term shows its meaning on the first tap and goes to the glossary on the second', async ({ browser, sites }) => {
  const context = await browser.newContext({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } })
  const page = await context.newPage()
  await page.goto(`${sites.course}lessons/why/`)
  const terms = page.locator('pg-term a')
  for (const term of await terms.all()) {
    await term.tap()
    await expect(page.getByRole('tooltip')).toBeVisible()
    const box = (await page.getByRole('tooltip').boundingBox())!
    expect(box.x).toBeGreaterThanOrEqual(0)
    expect(box.x + box.width).toBeLessThanOrEqual(360)
  }
  await page.locator('h1').tap()
  await expect(page.getByRole('tooltip')).toBeHidden()
  await terms.first().tap()
  await terms.first().tap()
  await expect(page).toHaveURL(/\/glossary\/#[a-z-]+$/)
  await context.close()
})

test('what a term means stands on its page once, not where search or copying would meet it again', async ({
  page,
  sites,
}) => {
  await page.goto(`${sites.course}lessons/why/`)
  const text = await page.locator('main').textContent()
  for (const { means } of await loadGlossary()) expect(text).not.toContain(means.replaceAll('`', ''))
})

test('the index of commands has every use that a runbook makes of them', async ({ page, sites }) => {
  await page.goto(`${sites.course}commands/`)
  const listed = new Set(
    await page
      .locator('.indexed ol a')
      .evaluateAll((links) =>
        links.map((link) => `${link.closest('.indexed')!.id} ${link.getAttribute('href')!.split('/runbooks/')[1]}`),
      ),
  )
  const anchors = new Set(await page.locator('.indexed').evaluateAll((all) => all.map(({ id }) => id)))
  let uses = 0
  for (const id of await listPages(ROOT)) {
    for (const step of (await loadPage(ROOT, id)).steps) {
      for (const call of callsOf(step.command)) {
        if (!(INDEXED as readonly string[]).includes(call[0])) continue
        const names = call.map((_word, i) => `command-${call.slice(0, i + 1).join('-')}`)
        const name = names.findLast((one) => anchors.has(one))
        expect(listed, `${id}#${step.id}: ${call.join(' ')}`).toContain(`${name} ${id}/#step-${step.id}`)
        uses++
      }
    }
  }
  expect(uses).toBeGreaterThan(250)
})

test('the index of commands has every flag, with every step that gives it', async ({ page, sites }) => {
  await page.goto(`${sites.course}commands/`)
  const listed = await page
    .locator('.indexed details:has(> p) a')
    .evaluateAll((links) =>
      links.map((link) =>
        [
          link.closest('.indexed')!.id,
          link.closest('details')!.querySelector('summary code')!.textContent,
          link.getAttribute('href')!.split('/runbooks/')[1],
        ].join(' '),
      ),
    )
  const pages = await Promise.all((await listPages(ROOT)).map((id) => loadPage(ROOT, id)))
  const given = INDEXED.flatMap((tool) => commandIndex(pages, tool)).flatMap(({ id, flags }) =>
    flags.flatMap(({ flag, uses }) => uses.map(({ page, step }) => `${id} ${flag} ${page.id}/#step-${step.id}`)),
  )
  expect(given.length).toBeGreaterThan(250)
  expect(listed.sort()).toEqual(given.sort())
})

test('the index of commands can be filtered by words and by flags', async ({ page, sites, violations }) => {
  await page.goto(`${sites.course}commands/`)
  const filter = page.getByRole('searchbox', { name: 'Show only' })
  const shown = page.locator('.indexed:visible h3')
  const all = await shown.count()
  expect(all).toBeGreaterThan(40)
  await filter.fill('proxy-config')
  for (const section of await page.locator('.indexed:visible').all()) {
    const named = (await section.locator('h3').textContent())!.includes('proxy-config')
    if (!named) await expect(section.locator('li:visible code').first()).toContainText('proxy-config')
  }
  expect(await shown.count()).toBeLessThan(15)
  await expect(page.getByRole('status').filter({ hasText: 'of' })).toHaveText(/^\d+ of \d+ commands$/)
  await filter.fill('kubectl --field-selector')
  await expect(shown).toHaveText([/kubectl get/])
  await expect(page.locator('.indexed details:has(> p):visible')).toHaveCount(1)
  await filter.fill('virtualservices')
  await expect(page.locator('.indexed li:visible').first()).toBeVisible()
  for (const use of await page.locator('.indexed li:visible').allTextContents())
    expect(use).toContain('virtualservices')
  await filter.fill('')
  await expect(shown).toHaveCount(all)
  expect(violations).toEqual([])
})

test('without JavaScript there are the indexes instead of a search', async ({ browser, sites }) => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${sites.states}`)
  await expect(page.getByRole('button', { name: 'Search' })).toBeHidden()
  for (const name of ['Messages', 'Commands'])
    await expect(page.getByRole('banner').getByRole('link', { name, exact: true })).toHaveAttribute(
      'href',
      `/some/base/${name.toLowerCase()}/`,
    )
  await page.goto(`${sites.course}messages/`)
  await expect(page.locator('pg-ask-message')).toBeHidden()
  await page.goto(`${sites.course}commands/`)
  await expect(page.locator('pg-command-filter')).toBeHidden()
  await page.locator('.indexed summary').first().click()
  await expect(page.locator('.indexed ol a').first()).toBeVisible()
  await page.goto(`${sites.course}lessons/why/`)
  const term = page.locator('pg-term a').first()
  await expect(term).toHaveAttribute('title', /\w/)
  await term.click()
  await expect(page).toHaveURL(/\/glossary\/#[a-z-]+$/)
  await context.close()
})

test('“On this page” leads to every term of the glossary and to every message', async ({ page, sites }) => {
  const pages = {
    glossary: (await loadGlossary()).map(({ id, term }) => [`#${id}`, term]),
    messages: (await readList('content/messages.yaml', message)).map(({ id, title }) => [`#${id}`, title]),
  }
  for (const [path, parts] of Object.entries(pages)) {
    await page.goto(`${sites.course}${path}/`)
    const links = page.getByRole('navigation', { name: 'On this page' }).first().getByRole('link')
    const listed = await links.evaluateAll((all) => all.map((a) => [a.getAttribute('href'), a.textContent.trim()]))
    expect(listed.slice(1), path).toEqual(parts)
    for (const [id] of parts) await expect(page.locator(`main ${id}`)).toBeVisible()
  }
})
