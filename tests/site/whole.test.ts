import { readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parse, type DefaultTreeAdapterTypes } from 'parse5'
import { builds, expect, pagesOf, test, type Build } from '../support/site.ts'
import { bytesUntilIdle } from '../support/weight.ts'

for (const [name, build] of Object.entries(builds)) {
  test(`every link, anchor and image of "${name}" leads somewhere`, async () => {
    const broken: string[] = []
    const pages = await pagesOf(build)
    for (const path of pages) broken.push(...(await brokenLinks(build, path)))
    expect(broken).toEqual([])
    expect(pages.length).toBeGreaterThan(4)
  })
}

test('home and lesson stay below 40 KB until idle; no page asks another host', async ({ page, sites }) => {
  const lessons = (await pagesOf(builds.course)).filter((path) => path.startsWith('lessons/'))
  for (const path of ['', ...lessons, 'runbooks/install-canary/']) {
    const { bytes, hosts } = await bytesUntilIdle(page, `${sites.course}${path}`)
    expect(hosts, path).toEqual(['127.0.0.1'])
    // A runbook page carries its evidence on top.
    expect(bytes, path).toBeLessThanOrEqual(path.startsWith('runbooks/') ? 60_000 : 40_000)
  }
})

async function brokenLinks(build: Build, path: string): Promise<string[]> {
  const elements = [...walk(parse(await readFile(fileOf(build, path), 'utf8')))]
  const broken: string[] = []
  for (const { tagName, attrs } of elements) {
    const target = attrs.find((a) => a.name === (tagName === 'a' || tagName === 'link' ? 'href' : 'src'))?.value
    if (target === undefined || !['a', 'img', 'link', 'script'].includes(tagName)) continue
    const url = new URL(target, `http://site${build.base}${path}`)
    if (url.host !== 'site' || url.protocol !== 'http:') continue
    const fault = await faultOf(build, url)
    if (fault) broken.push(`${path}: ${target}: ${fault}`)
  }
  return broken
}

async function faultOf(build: Build, url: URL): Promise<string | undefined> {
  if (!url.pathname.startsWith(build.base)) return 'leaves the base path'
  const file = fileOf(build, decodeURIComponent(url.pathname.slice(build.base.length)))
  if (!existsSync(file)) return 'no such file'
  if (url.hash === '' || !file.endsWith('.html')) return undefined
  const ids = [...walk(parse(await readFile(file, 'utf8')))].flatMap(({ attrs }) =>
    attrs.filter((a) => a.name === 'id').map((a) => a.value),
  )
  if (ids.filter((id) => id === decodeURIComponent(url.hash.slice(1))).length === 1) return undefined
  return 'no such anchor, or it is there twice'
}

function fileOf({ directory }: Build, path: string): string {
  return join(directory, path === '' || path.endsWith('/') ? `${path}index.html` : path)
}

function* walk(node: DefaultTreeAdapterTypes.Node): Generator<DefaultTreeAdapterTypes.Element> {
  if ('tagName' in node) yield node
  if ('childNodes' in node) for (const child of node.childNodes) yield* walk(child)
}
