import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'
import { parse, stringify } from 'yaml'
import { buildArtifact, directoryOf } from '../../../src/cluster/build/artifact.ts'
import { cachePaths } from '../../../src/cluster/cache/cache.ts'
import type { Need } from '../../../src/cluster/provider.ts'
import { CHART_INDEX } from '../../../src/cluster/published/charts.ts'
import { publishedToolchain } from '../../../src/cluster/published/provider.ts'
import { pinnedSums, sumFor } from '../../../src/cluster/published/download/sums.ts'
import { SYSTEMS, systemFault, wantedTools, type WantedTool } from '../../../src/cluster/published/tools.ts'
import { loadToolchain } from '../../../src/cluster/toolchain.ts'
import { withCache } from '../../support/own-cache.ts'
import { inProject, start } from '../../support/project.ts'
import { sha256 } from '../../../src/evidence/index.ts'
import { ToolPublishers } from '../../support/tool-publishers.ts'

const run = promisify(execFile)
const NEEDS: Need[] = ['helm', 'istio-1.30']
const none = () => undefined

let publishers: ToolPublishers
let directory: string
test.beforeEach(async () => {
  publishers = await ToolPublishers.start()
  directory = await mkdtemp(join(tmpdir(), 'proving-ground-test-'))
})
test.afterEach(async () => {
  await publishers.stop()
  await rm(directory, { recursive: true })
})

/** What stands in for a tool: a program that prints its version. */
async function offer(tool: WantedTool, version = tool.version, sum?: string): Promise<void> {
  const program = join(directory, `${tool.name}-published`, tool.member ?? 'program')
  await mkdir(dirname(program), { recursive: true })
  await writeFile(program, `#!/bin/sh\necho ${tool.name} v${version} "$@"\n`)
  await chmod(program, 0o755)
  const archive = join(directory, `${tool.name}.tar.gz`)
  if (tool.member !== undefined)
    await run('tar', ['-czf', archive, '-C', join(directory, `${tool.name}-published`), tool.member])
  const content = await readFile(tool.member === undefined ? program : archive)
  publishers.serve(tool.from, content)
  const name = tool.from.slice(tool.from.lastIndexOf('/') + 1)
  publishers.serve(
    tool.sumFrom,
    Buffer.from(`${sum ?? sha256(content)}${tool.name === 'kubectl' ? '' : `  ${name}\n`}`),
  )
}

/** An index as Istio's, with more than is needed in it, and packages of its charts. @param sum in place of the true one */
function offerCharts(sum?: string): void {
  const { istio, otherIstio } = loadToolchain().published
  const versions = [istio, ...Object.values(otherIstio), '1.9.0']
  const entries: Record<string, object[]> = { samples: [{ version: 1.9, urls: [] }] }
  for (const name of ['base', 'istiod', 'cni', 'ztunnel', 'gateway'])
    entries[name] = versions.map((version) => {
      const content = Buffer.from(`${name} ${version}`)
      const url = new URL(`${name}-${version}.tgz`, CHART_INDEX).href
      publishers.serve(url, content)
      // Old releases have whole addresses in Istio's index.
      const urls = version === istio ? [`${name}-${version}.tgz`] : [url]
      return { name, version, appVersion: version, digest: sum ?? sha256(content), urls }
    })
  publishers.serve(CHART_INDEX, Buffer.from(stringify({ apiVersion: 'v1', entries })))
}

const wanted = () => wantedTools(loadToolchain(), NEEDS)

/** Builds what the plan has, without the node image, which takes an engine. @returns the directory of the tools */
async function getTools(): Promise<string> {
  const { artifacts } = publishedToolchain.plan(NEEDS)
  const signal = new AbortController().signal
  const listener = { building: none, waiting: none, progress: none, built: none }
  for (const artifact of artifacts.filter(({ requires }) => requires === undefined))
    await buildArtifact(artifact, signal, listener)
  return directoryOf(artifacts.find(({ name }) => name === 'published-tools')!)
}

test('every tool that PATH does not have is downloaded, verified and put where a run takes it from', async () => {
  offerCharts()
  for (const tool of wanted()) await offer(tool)
  await withCache(async () => {
    const tools = await getTools()
    for (const { name, version } of wanted())
      expect((await run(join(tools, 'bin', name), ['x'])).stdout).toBe(`${name} v${version} x\n`)
    const other = await run(join(tools, 'istio-1.30/istioctl'))
    expect(other.stdout).toContain(loadToolchain().published.otherIstio['1.30'])
    expect(await readdir(cachePaths.downloads())).toEqual([])
    const { announce } = publishedToolchain.plan(NEEDS, 'existing cluster').downloads!
    expect(await announce(new AbortController().signal)).toBeUndefined()
    expect(await publishedToolchain.plan(NEEDS).downloads!.announce(new AbortController().signal)).toBe(
      'Docker pulls 6 images for the node image',
    )
  })
})

test('a tool of the exact version on PATH is used, and one of another version is not', async () => {
  const path = join(directory, 'path')
  await mkdir(path)
  const program = (name: string, version: string) =>
    writeFile(join(path, name), `#!/bin/sh\necho ${name} version ${version}\n`, { mode: 0o755 })
  offerCharts()
  for (const tool of wanted()) await (tool.name === 'kubectl' ? offer(tool) : program(tool.name, tool.version))
  await program('kubectl', '1.0.0')
  publishers.set('PATH', `${path}:${process.env['PATH']}`)
  await withCache(async () => {
    const tools = await getTools()
    expect((await run(join(tools, 'bin/kind'))).stdout).toContain('kind version')
    expect((await run(join(tools, 'bin/kubectl'))).stdout).toContain(loadToolchain().published.kubernetes)
  })
  expect(publishers.requests.filter((request) => !/\/kubectl|\/istio-release\/charts\//.test(request))).toEqual([])
})

test('one line says before the first file what is downloaded, how much, to where, and what it is verified against', async () => {
  offerCharts()
  for (const tool of wanted()) await offer(tool)
  await withCache(async () => {
    const line = await publishedToolchain.plan(NEEDS).downloads!.announce(new AbortController().signal)
    for (const { name, version } of wanted()) expect(line).toContain(`${name} ${version} (0.1 MB)`)
    expect(line).toContain(`to ${cachePaths.artifacts()}; each verified against the SHA-256 that its publisher puts`)
    expect(publishers.requests.every((request) => request.startsWith('HEAD '))).toBe(true)
  })
})

test('the charts of the needed versions become a repository, and each version beside the default one of its own', async () => {
  offerCharts()
  for (const tool of wanted()) await offer(tool)
  await withCache(async () => {
    await getTools()
    const { istio, otherIstio } = loadToolchain().published
    const ready = publishedToolchain.plan(NEEDS).ready()
    const files = (versions: string[]) =>
      ['base', 'istiod', 'cni', 'ztunnel', 'gateway'].flatMap((name) => versions.map((v) => `${name}-${v}.tgz`))
    for (const [directory, versions] of [
      [ready.charts!, [istio, otherIstio['1.30']!]],
      [ready.otherIstio['1.30']!.charts!, [otherIstio['1.30']!]],
    ] as const) {
      const listed = parse(await readFile(join(directory, 'index.yaml'), 'utf8')) as {
        entries: Record<string, { urls: string[] }[]>
      }
      expect(Object.values(listed.entries).flatMap((charts) => charts.flatMap(({ urls }) => urls))).toEqual(
        files([...versions]),
      )
      expect((await readdir(directory)).toSorted()).toEqual(['index.yaml', ...files([...versions])].toSorted())
    }
  })
})

test('a chart that is not what the index says is refused, as is an index without the version or that is none', async () => {
  for (const tool of wanted()) await offer(tool)
  await withCache(async () => {
    offerCharts('1'.repeat(64))
    await expect(getTools()).rejects.toThrow(/downloading Helm charts .* failed: .*index\.yaml says 1111/)
    publishers.serve(CHART_INDEX, Buffer.from('apiVersion: v1\nentries: {}\n'))
    await expect(getTools()).rejects.toThrow(/index\.yaml has no chart base of Istio \d/)
    publishers.serve(CHART_INDEX, Buffer.from('<html>Sign in'))
    await expect(getTools()).rejects.toThrow(/index\.yaml is not the index of a Helm repository/)
    expect((await readdir(cachePaths.artifacts())).filter((name) => name.startsWith('published-charts'))).toEqual([])
  })
})

test('with --no-install each tool that would be downloaded is listed with its address, and nothing is asked for', async () => {
  const refuse = () => publishedToolchain.plan(NEEDS).downloads!.refuse()
  await withCache(async () => {
    for (const { from } of wanted()) expect(refuse).toThrow(from)
    expect(refuse).toThrow(CHART_INDEX)
    for (const image of [/docker\.io\/kindest\/node:/, /docker\.io\/istio\/pilot:/, /\/agnhost:/])
      expect(refuse).toThrow(image)
    expect(refuse).toThrow(/--no-install is set/)
  })
  expect(publishers.requests).toEqual([])
})

test('a file that is not what its publisher’s sum says is refused, and no tool is kept', async () => {
  for (const tool of wanted()) await offer(tool, tool.version, '1'.repeat(64))
  await withCache(async () => {
    await expect(getTools()).rejects.toThrow(/downloading kind .* failed: .*has the SHA-256 .*\.sha256sum says 1111/)
    expect(await readdir(cachePaths.artifacts())).toEqual([])
    expect(await readdir(cachePaths.building())).toEqual([])
    expect(await readdir(cachePaths.downloads())).toEqual([])
  })
})

test('a pinned sum counts, whatever the publisher says, and its publisher is not asked', async () => {
  offerCharts()
  for (const tool of wanted()) await offer(tool)
  const [kind] = wanted()
  await writeFile(join(directory, 'toolchain.yaml'), await readFile(inProject('toolchain.yaml')))
  await writeFile(join(directory, 'toolchain.sums.yaml'), `sha256:\n  ${kind!.from}: '${'2'.repeat(64)}'\n`)
  publishers.set('PROVING_GROUND_TOOLCHAIN', join(directory, 'toolchain.yaml'))
  await withCache(async () => {
    await expect(getTools()).rejects.toThrow(/toolchain\.sums\.yaml says 2222/)
    const line = await publishedToolchain.plan(NEEDS).downloads!.announce(new AbortController().signal)
    expect(line).toMatch(/verified against toolchain\.sums\.yaml, and of kubectl, istioctl, istioctl-1\.30, helm each/)
  })
  expect(publishers.requests.filter((request) => request.includes('sha256sum'))).toEqual([])
})

test('a program that prints another version than its address names is refused', async () => {
  for (const tool of wanted()) await offer(tool, '9.9.9')
  await withCache(() => expect(getTools()).rejects.toThrow(/kind-\S+ is kind 9\.9\.9, not \d/))
})

test('each system has addresses of its own for every tool, and one without tools is told what to use', () => {
  const all = SYSTEMS.flatMap((system) =>
    wantedTools(loadToolchain(), NEEDS, 'new cluster', system).map(({ from }) => from),
  )
  expect(new Set(all).size).toBe(4 * wanted().length)
  expect(all.filter((url) => url.includes('x64'))).toEqual([])
  expect(systemFault({ os: 'darwin', arch: 'arm64' })).toBeUndefined()
  expect(systemFault({ os: 'win32', arch: 'x64' })).toContain('run it in WSL 2')
})

test('a publisher’s sum is read in each of the forms that publishers use, and only for the file’s own name', () => {
  const sum = 'ab'.repeat(32)
  const of = (text: string) => sumFor('https://get.helm.sh/helm.tar.gz', text, 'https://get.helm.sh/sums')
  for (const text of [sum, `${sum}\n`, `${sum.toUpperCase()}  helm.tar.gz\r\n`, `${sum} *helm.tar.gz`])
    expect(of(text)).toBe(sum)
  expect(of(`${'cd'.repeat(32)}  other.tar.gz\n${sum}  ./helm.tar.gz\n`)).toBe(sum)
  for (const text of ['', '<html>', `${sum}  other.tar.gz`, sum.slice(1)])
    expect(() => of(text)).toThrow('https://get.helm.sh/sums has no SHA-256 of helm.tar.gz in it')
})

test('npm run toolchain pin writes the sums of every tool on every system, or none', async () => {
  const file = join(directory, 'toolchain.sums.yaml')
  await writeFile(join(directory, 'toolchain.yaml'), await readFile(inProject('toolchain.yaml')))
  const all = SYSTEMS.flatMap((system) => wantedTools(loadToolchain(), NEEDS, 'new cluster', system))
  const pin = () =>
    start([process.execPath, 'scripts/toolchain.ts', 'pin'], {
      ...publishers.environment(),
      PROVING_GROUND_TOOLCHAIN: join(directory, 'toolchain.yaml'),
    }).ended
  for (const { from, sumFrom } of all.slice(1)) publishers.serve(sumFrom, Buffer.from(sha256(Buffer.from(from))))
  const incomplete = await pin()
  expect(incomplete.text).toMatch(/^error: https:\/\/github\.com\/kubernetes-sigs\/kind\/\S+: the server answered 404/m)
  expect(incomplete.code).toBe(2)
  expect(pinnedSums(file)).toEqual({})
  publishers.serve(all[0]!.sumFrom, Buffer.from(sha256(Buffer.from(all[0]!.from))))
  expect((await pin()).code).toBe(0)
  expect(pinnedSums(file)).toEqual(Object.fromEntries(all.map(({ from }) => [from, sha256(Buffer.from(from))])))
  expect((await pin()).text).toContain('toolchain.sums.yaml has these sums already')
})
