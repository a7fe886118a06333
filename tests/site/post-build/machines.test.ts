import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadEvidence } from '../../../src/evidence/index.ts'
import { listPages, loadPage } from '../../../src/page/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { markdownPath } from '../../../src/site/shared/site.ts'
import { builds, expect, kindsOf, pagesOf, test, type Build } from '../../support/site.ts'

const read = ({ directory }: Build, name: string) => readFile(join(directory, name), 'utf8')
const pathsOf = async (build: Build) => (await pagesOf(build)).filter((path) => path !== '404.html')

for (const [name, build] of Object.entries(builds)) {
  test(`each page of "${name}" names its Markdown and the feed in its head`, async ({ page, sites }) => {
    for (const path of await pathsOf(build)) {
      await page.goto(`${sites[name as keyof typeof sites]}${path}`)
      const markdown = page.locator('head link[rel=alternate][type="text/markdown"]')
      await expect(markdown).toHaveAttribute('href', `${build.base}${markdownPath(path)}`)
      expect(await read(build, markdownPath(path))).toMatch(/^# .+\n\nSource: </)
      const feed = page.locator('head link[rel=alternate][type="application/atom+xml"]')
      await expect(feed).toHaveAttribute('href', `${build.base}feed.xml`)
    }
  })

  test(`llms.txt of "${name}" leads to every page, and llms-full.txt holds them all`, async () => {
    const index = await read(build, 'llms.txt')
    expect(index).toMatch(/^# Proving Ground\n\n> \S/)
    const full = await read(build, 'llms-full.txt')
    const links = [...index.matchAll(/^- \[.+\]\((\S+)\): \S/gm)].map(([, url]) => new URL(url!).pathname)
    const paths = await pathsOf(build)
    expect(links.sort()).toEqual(paths.map((path) => `${build.base}${markdownPath(path)}`).sort())
    for (const path of paths) expect(full).toContain((await read(build, markdownPath(path))).trimEnd())
  })

  test(`the pages of "${name}" are in its sitemap, which robots.txt names`, async () => {
    const robots = await read(build, 'robots.txt')
    const [, sitemap] = /^Sitemap: (\S+)$/m.exec(robots)!
    const index = await read(build, new URL(sitemap!).pathname.slice(build.base.length))
    const [, part] = /<loc>([^<]+)<\/loc>/.exec(index)!
    const urls = await read(build, new URL(part!).pathname.slice(build.base.length))
    const listed = [...urls.matchAll(/<url><loc>([^<]+)<\/loc>/g)].map(([, url]) => new URL(url!).pathname)
    expect(listed.sort()).toEqual((await pathsOf(build)).map((path) => `${build.base}${path}`).sort())
  })
}

test('the Markdown of a runbook holds every command, its proof and where it comes from', async () => {
  for (const id of await listPages(ROOT)) {
    const text = await read(builds.course, `runbooks/${id}.md`)
    const { title, description, steps } = await loadPage(ROOT, id)
    const run = await loadEvidence(ROOT, id)
    expect(text.startsWith(`# ${title}\n\nSource: <`), id).toBe(true)
    expect(text).toContain(description)
    for (const [i, step] of steps.entries()) {
      const heading = text.split('\n').find((line) => new RegExp(`^#{2,4} .*\\bStep ${i + 1}\\b`).test(line))
      expect(heading?.endsWith(` ${step.title}`), `${id}#${step.id}: ${heading}`).toBe(true)
      expect(text, `${id}#${step.id}`).toContain(`\`\`\`bash\n${step.command}\n\`\`\``)
    }
    if (!run) continue
    for (const fact of [run.versions.istio, run.versions.kubernetes, run.startedAt.slice(0, 10)])
      expect(text).toContain(fact)
    expect(text).toContain(`exit ${run.steps[0]!.exitCode}`)
    // What a command printed may look like a component: there the bracket is escaped.
    expect(withoutFences(text), id).not.toMatch(/^import |(?<!\\)<[A-Z]\w*[ />]|\bclassName=|Copy$/m)
  }
})

test('each page links to its Markdown, which has all its headings', async ({ page, sites }) => {
  for (const path of (await kindsOf(builds.course)).filter((path) => !['', '404.html'].includes(path))) {
    await page.goto(`${sites.course}${path}`)
    const link = page.getByRole('link', { name: 'This page as Markdown' })
    await expect(link, path).toBeVisible()
    const answer = await page.request.get(new URL((await link.getAttribute('href'))!, page.url()).href)
    const said = letters(await answer.text())
    for (const heading of await page.locator('main :is(h1, h2, h3):not(.needs-script *)').allTextContents())
      expect(said, `${path}: ${heading}`).toContain(letters(heading))
  }
})

for (const [name, build] of Object.entries(builds)) {
  test(`the feed of "${name}" is well-formed, one entry for each recorded run, each leading to its proof`, async ({
    page,
    sites,
  }) => {
    const site = sites[name as keyof typeof sites]
    await page.goto(site)
    // A browser's own XML parser is strict, also about characters that XML does not know.
    const entries = await page.evaluate(
      async (text) => {
        const feed = new DOMParser().parseFromString(text, 'application/xml')
        if (feed.querySelector('parsererror')) throw new Error(feed.querySelector('parsererror')!.textContent)
        const text1 = (node: Element, name: string) => node.querySelector(`:scope > ${name}`)?.textContent ?? ''
        return [...feed.documentElement.querySelectorAll(':scope > entry')].map((entry) => ({
          id: text1(entry, 'id'),
          title: text1(entry, 'title'),
          updated: text1(entry, 'updated'),
          summary: text1(entry, 'summary'),
          href: entry.querySelector(':scope > link')!.getAttribute('href')!,
          markup: [...entry.querySelectorAll('content *')].map(({ localName }) => localName),
        }))
      },
      await read(build, 'feed.xml'),
    )
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length)
    expect(entries.map(({ updated }) => updated)).toEqual(
      entries
        .map(({ updated }) => updated)
        .sort()
        .reverse(),
    )
    for (const entry of entries) {
      expect(entry.title).not.toBe('')
      expect(entry.summary).toMatch(/\d+ steps?, \d+ checks? on Istio \S.*, Kubernetes \S.*, in [\d.]+ /)
      expect(entry.markup).toEqual(['div', 'p', 'a', 'pre'])
      const { pathname, hash } = new URL(entry.href)
      await page.goto(`${site}${pathname.slice(build.base.length)}${hash}`)
      await expect(page.locator(':target')).toContainText(entry.updated.slice(0, 10))
    }
    if (name === 'states') expect(entries).toHaveLength(3)
    else {
      const recorded = await Promise.all((await listPages(ROOT)).map((id) => loadEvidence(ROOT, id)))
      expect(entries.map(({ updated }) => updated).sort()).toEqual(
        recorded.flatMap((run) => run?.startedAt ?? []).sort(),
      )
    }
  })
}

function letters(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '')
}

function withoutFences(text: string): string {
  return text.replace(/^(`{3,}).*\n[^]*?^\1$/gm, '')
}
