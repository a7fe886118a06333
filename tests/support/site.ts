import { createServer } from 'node:http'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { test as base, expect, type Page } from '@playwright/test'
import sirv from 'sirv'
import { MOVED } from '../../src/site/post-build/moved-pages.ts'
import { inProject } from './project.ts'
import { HOLD, holdEnds, RELEASE, type Held } from './slow-line.ts'

/** A built site: where it lies, and under which path it is served. */
export interface Build {
  directory: string
  /** With slashes at both ends. */
  base: string
}

/** The course itself, and a made-up one with every state a proof can be in, under a base path. */
export const builds: Record<'course' | 'states', Build> = {
  course: { directory: inProject('test-results/site/course'), base: '/' },
  states: { directory: inProject('test-results/site/states'), base: '/some/base/' },
}

/** Where the made-up course is written. */
export const STATES_ROOT = inProject('test-results/site/states-root')

/** Where the made-up course sends its reports; the real one is built without such a place. */
export const REPOSITORY = 'https://git.example.org/team/course'

/** What each worker serves: the address of each site, with a slash at its end. */
interface Sites {
  course: string
  states: string
}

/** Tests with both sites served, failing on every message that the browser reports about the policy. */
export const test = base.extend<{ violations: string[] }, { sites: Sites }>({
  sites: [
    async ({}, use) => {
      const [course, states] = await Promise.all([serve(builds.course), serve(builds.states)])
      await use({ course: course.address, states: states.address })
      course.close()
      states.close()
    },
    { scope: 'worker' },
  ],
  violations: async ({ page }, use) => {
    const violations: string[] = []
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) violations.push(message.text())
    })
    await use(violations)
  },
})
export { expect }

/** Serves a built site as a web server would, on a free port. */
export async function serve({ directory, base }: Build): Promise<{ address: string; close: () => void }> {
  const handler = sirv(directory, { gzip: true })
  const held: Held = []
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    if (path === RELEASE) {
      held.splice(0).forEach((release) => release())
      return void response.end()
    }
    if (!path.startsWith(base)) return void response.writeHead(404).end('outside the base path')
    request.url = path.slice(base.length - 1)
    const [page = '', first] = path.split(HOLD)
    if (first !== undefined)
      return void holdEnds(fileOf({ directory, base }, page.slice(base.length)), response, held, Number(first))
    handler(request, response, () => void response.writeHead(404).end('no such file'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { address: `http://127.0.0.1:${port}${base}`, close }
}

/** Writes a compressed twin beside each text file, as a web server would send it. */
export async function compress({ directory }: Build): Promise<void> {
  const names = await readdir(directory, { recursive: true })
  for (const name of names.filter((n) => /\.(html|css|js|svg|xml|json)$/.test(n))) {
    await writeFile(join(directory, `${name}.gz`), gzipSync(await readFile(join(directory, name)), { level: 9 }))
  }
}

/** The pages of a built site, as paths without the base: `runbooks/install-canary/`. */
export async function pagesOf({ directory }: Build): Promise<string[]> {
  const names = await readdir(directory, { recursive: true })
  return (
    names
      .filter((name) => name.endsWith('.html'))
      .map((name) => name.replace(/(^|\/)index\.html$/, '$1'))
      // What leads on to another address is no page of the course.
      .filter((path) => !(path in MOVED))
      .sort()
  )
}

/** Into how many tests a test of every page is cut, so that all workers have a share: the pages are known only once the site is built. */
export const PARTS = 6

/** The pages of one of these tests. */
export function part(pages: readonly string[], index: number): string[] {
  return pages.filter((_page, i) => i % PARTS === index)
}

/** A page of each kind: every page that stands alone, the fullest of each directory, and the quiz. */
export async function kindsOf(build: Build): Promise<string[]> {
  const pages = await pagesOf(build)
  const sizes = await Promise.all(pages.map(async (path) => ({ path, size: (await stat(fileOf(build, path))).size })))
  const fullest = new Map<string, string>()
  for (const { path } of sizes.sort((a, b) => a.size - b.size)) {
    const [directory, ...rest] = path.split('/').filter((word) => word !== '')
    fullest.set(rest.length > 0 ? directory! : path, path)
  }
  return [...new Set([...fullest.values(), ...pages.filter((path) => path.endsWith('/quiz/'))])].sort()
}

/** The file that is served at a path below the base. */
export function fileOf({ directory }: Build, path: string): string {
  return join(directory, path === '' || path.endsWith('/') ? `${path}index.html` : path)
}

/** Every file of a built site that a reader or a program may ask for, but what bundler and search wrote for themselves. */
export async function filesOf({ directory }: Build): Promise<string[]> {
  const all = await readdir(directory, { recursive: true, withFileTypes: true })
  return all
    .filter((one) => one.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(directory.length + 1))
    .filter((path) => !/^(_astro|pagefind)\/|\.gz$/.test(path))
    .sort()
}

/** Switches the theme as a reader does, through the page's own control. */
export async function setTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.evaluate((value) => localStorage.setItem('starlight-theme', value), theme)
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
}
