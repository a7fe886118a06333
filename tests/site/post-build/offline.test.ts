import { MOVED } from '../../../src/site/post-build/moved-pages.ts'
import { markdownPath } from '../../../src/site/shared/site.ts'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'
import { parse } from 'parse5'
import sirv from 'sirv'
import { attribute, elements, textOf } from '../../../src/site/shared/html.ts'
import { builds, expect, test as base } from '../../support/site.ts'

/** A copy that was unpacked and is served below another path, as a reader would. */
interface Copy {
  directory: string
  /** Its address, with a slash at its end. */
  address: string
  /** Every request that went anywhere else. */
  strays: string[]
}

const UNDER = '/x/y/'

const test = base.extend<{ copy: Copy }, { unpacked: Record<'course' | 'states', string> }>({
  unpacked: [
    async ({}, use, { workerIndex }) => {
      const root = `${dirname(builds.course.directory)}/unpacked-${workerIndex}`
      await unpack(builds.course.directory, `${root}/course`)
      await unpack(builds.states.directory, `${root}/states`)
      await use({ course: `${root}/course/proving-ground`, states: `${root}/states/proving-ground` })
    },
    { scope: 'worker' },
  ],
  copy: async ({ unpacked, page }, use, { title }) => {
    const directory = title.includes('base path') ? unpacked.states : unpacked.course
    const handler = sirv(directory)
    const strays: string[] = []
    const server = createServer((request, response) => {
      const missing = () => {
        strays.push(request.url!)
        response.writeHead(404).end()
      }
      if (!request.url!.startsWith(UNDER)) return missing()
      request.url = request.url!.slice(UNDER.length - 1)
      handler(request, response, missing)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${UNDER}`
    page.on('request', (request) => {
      if (!request.url().startsWith(address) && !request.url().startsWith('data:')) strays.push(request.url())
    })
    await use({ directory, address, strays })
    server.closeAllConnections()
    server.close()
  },
})

/** What leads to a page from the address that it once had: nobody has a link into a copy that was just made. */
const leadsOn = new Set(Object.keys(MOVED).flatMap((from) => [`${from}index.html`, markdownPath(from)]))

test('the archive is whole: every page, style and script, and none of the addresses that only a server has', async ({
  unpacked,
}) => {
  const names = await filesOf(unpacked.course)
  const built = (await filesOf(builds.course.directory)).filter((name) => !/\.gz$/.test(name))
  expect(names.sort()).toEqual(
    [...built.filter((n) => !/^(404\.html|proving-ground\.zip)$/.test(n) && !leadsOn.has(n)), 'README.txt'].sort(),
  )
})

test('every address in the copy is relative and leads somewhere', async ({ unpacked }) => {
  for (const directory of Object.values(unpacked)) {
    const broken: string[] = []
    const pages = (await filesOf(directory)).filter((name) => name.endsWith('.html'))
    for (const name of pages) broken.push(...(await brokenIn(directory, name)))
    expect(broken).toEqual([])
    expect(pages.length).toBeGreaterThan(4)
  }
})

test('no script of the copy holds an address from the root of a server', async ({ unpacked }) => {
  for (const [name, directory] of Object.entries(unpacked)) {
    const { base: from } = builds[name as 'course' | 'states']
    const top = (await readdir(directory)).join('|').replaceAll('.', '\\.')
    const absolute = new RegExp(`["'\`]${from}(${top})[/"'\`#?]`, 'g')
    for (const [file, text] of await scriptsOf(directory))
      expect(
        [...text.matchAll(absolute)].map(([hit]) => hit),
        file,
      ).toEqual([])
  }
})

for (const kind of ['the copy', 'a copy of a site built for a base path']) {
  test(`${kind} works below another path: pages, links, search, theme, and asks nothing elsewhere`, async ({
    page,
    copy,
    violations,
  }) => {
    await page.goto(copy.address)
    await page.locator('main a[href*="runbooks/"], a[href*="status/"]').first().click()
    await expect(page).toHaveURL(new RegExp(`^${copy.address}(runbooks/[a-z-]+|status)/`))
    await page.goto(`${copy.address}status/`)
    await page.locator('.status a').first().click()
    await expect(page.locator('.step .command').first()).toBeVisible()
    const style = await page
      .locator('.command pre')
      .first()
      .evaluate((pre) => getComputedStyle(pre).borderInlineStartWidth)
    expect(style).not.toBe('0px')
    await page.getByRole('button', { name: 'Search' }).first().click()
    await page.getByRole('searchbox').fill(kind === 'the copy' ? 'revision' : 'verified')
    const hit = page.locator('.search-results').getByRole('link').first()
    await expect(hit).toBeVisible()
    const found = await hit.evaluate((link: HTMLAnchorElement) => link.href)
    expect(found.startsWith(copy.address)).toBe(true)
    await hit.click()
    await expect(page).toHaveURL(found)
    await expect(page.locator('h1')).toBeVisible()
    await page.waitForLoadState('networkidle')
    expect(copy.strays).toEqual([])
    expect(violations).toEqual([])
  })
}

test('the site says how large its archive is, and the copy in it does not offer it', async ({ page, sites, copy }) => {
  const { size } = await stat(join(builds.course.directory, 'proving-ground.zip'))
  await page.goto(`${sites.course}status/`)
  const offer = page.locator('p', { has: page.getByRole('link', { name: 'proving-ground.zip' }) })
  await expect(offer).toContainText(`${(size / 1e6).toFixed(1)} MB`)
  await expect(offer).toContainText('It does need a server')
  await page.goto(`${copy.address}status/`)
  await expect(page.getByText('proving-ground.zip')).toHaveCount(0)
})

async function unpack(site: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true })
  const files = unzipSync(await readFile(join(site, 'proving-ground.zip')))
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(to, name)), { recursive: true })
    await writeFile(join(to, name), bytes)
  }
}

async function filesOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
}

async function brokenIn(directory: string, name: string): Promise<string[]> {
  const document = parse(await readFile(join(directory, name), 'utf8'))
  const at = new URL(name, `http://copy${UNDER}`)
  return [...elements(document)].flatMap((element) => {
    const canonical = attribute(element, 'rel') === 'canonical'
    const value = attribute(element, 'href') ?? attribute(element, 'src')
    if (value === undefined || canonical || !['a', 'img', 'link', 'script'].includes(element.tagName)) return []
    if (value.startsWith('/')) return [`${name}: ${value}: from the root`]
    const url = new URL(value, at)
    if (url.host !== 'copy') return element.tagName === 'a' ? [] : [`${name}: ${value}: another host`]
    const file = decodeURIComponent(url.pathname.slice(UNDER.length))
    return existsSync(join(directory, file.replace(/(^|\/)$/, '$1index.html')))
      ? []
      : [`${name}: ${value}: no such file`]
  })
}

/** Our scripts, in files and in pages; Pagefind's find their way themselves. */
async function scriptsOf(directory: string): Promise<[name: string, text: string][]> {
  const names = (await filesOf(directory)).filter((name) => !name.startsWith('pagefind/'))
  const files = names.filter((name) => name.endsWith('.js'))
  const pages = names.filter((name) => name.endsWith('.html'))
  const read = (name: string) => readFile(join(directory, name), 'utf8')
  return [
    ...(await Promise.all(files.map(async (name): Promise<[string, string]> => [name, await read(name)]))),
    ...(await Promise.all(
      pages.map(async (name): Promise<[string, string]> => {
        const scripts = [...elements(parse(await read(name)))].filter(({ tagName }) => tagName === 'script')
        return [name, scripts.map(textOf).join('\n')]
      }),
    )),
  ]
}
