import { loadPage } from '../../../src/page/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { PAGE_CATEGORIES } from '../../../src/site/search/page-category.ts'
import { axeFaults } from '../../support/axe.ts'
import { setTheme, test } from '../../support/site.ts'
import { expect, PASTE, field, status, hits, ask } from '../../support/search.ts'

test('the search finds what explains an error pasted from a terminal, and Enter goes there', async ({
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

test('the search does not take a message for a captured one that only begins alike', async ({ page, sites }) => {
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

test('the search finds a message whatever names and addresses of another cluster are in it', async ({
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

test('the search leads from a message that no page explains to the step that printed it', async ({ page, sites }) => {
  await page.goto(sites.course)
  await ask(page, `error: the server doesn't have a resource type "authorizationpolicies"`)
  await hits(page).first().click()
  await expect(page).toHaveURL(/runbooks\/uninstall\/#step-policy-gone$/)
})

test('the search shows no message for other words, and lists runbooks first', async ({ page, sites }) => {
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

test('the search does not pass off pages as answers that do not have the words as typed', async ({
  page,
  sites,
  violations,
}) => {
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

test('one word, or the beginning of a paste, is not passed off as found', async ({ page, sites }) => {
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

test('the search finds the pages about a command with names of another cluster', async ({ page, sites }) => {
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

test('a slash that is typed into a field does not open the search', async ({ page, sites }) => {
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

test('the search finds pages without the captured messages, says what is missing, and loads it again', async ({
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

test('the search finds messages without the index of pages, and says so without both', async ({ page, sites }) => {
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

test('the search says that it, or more pages, could not be loaded, and can be tried again', async ({ page, sites }) => {
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
  test(`axe finds nothing in the answers of the search, ${theme}`, async ({ page, sites }) => {
    await page.goto(`${sites.course}lessons/why/`)
    await setTheme(page, theme)
    await ask(page, PASTE.replaceAll('\n', ' '))
    expect(await axeFaults(page)).toEqual([])
    await field(page).fill('revision')
    await expect(status(page)).toHaveText(/pages$/)
    expect(await axeFaults(page)).toEqual([])
  })
}
