import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { buildPart, directoryOf, keyOf, type Part } from '../../src/cluster/build/artifact.ts'
import { cachePaths } from '../../src/cluster/cache/cache.ts'
import { tool } from '../../src/cluster/build/tool.ts'

const signal = new AbortController().signal
const listener = { building: () => {}, waiting: () => {}, progress: () => {}, built: () => {} }

let cache: string
let before: string | undefined
test.beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'cache-'))
  before = process.env['XDG_CACHE_HOME']
  process.env['XDG_CACHE_HOME'] = cache
})
test.afterEach(async () => {
  if (before === undefined) delete process.env['XDG_CACHE_HOME']
  else process.env['XDG_CACHE_HOME'] = before
  await rm(cache, { recursive: true })
})

/** A part that counts how often it is built. */
function part(inputs: unknown, uses: Part[] = []): Part & { builds: number } {
  const self = {
    name: 'sample',
    title: 'Sample',
    inputs,
    uses,
    seconds: 1,
    busy: false,
    builds: 0,
    build: async (work: { to: string }) => {
      self.builds++
      await writeFile(join(work.to, 'file'), 'built')
    },
  }
  return self
}

test('a part is built once, by however many runs at once', async () => {
  const sample = part('a')
  await Promise.all([buildPart(sample, signal, listener), buildPart(sample, signal, listener)])
  await buildPart(sample, signal, listener)
  expect(sample.builds).toBe(1)
  expect(await readFile(join(directoryOf(sample), 'file'), 'utf8')).toBe('built')
})

test('whatever decides the content is in the key, a part that is used too', () => {
  const keys = [part('a'), part('b'), part('a', [part('a')]), part('a', [part('b')])].map(keyOf)
  expect(new Set(keys).size).toBe(4)
  expect(keyOf(part('a'))).toBe(keyOf(part('a')))
})

test('a build that fails leaves nothing that counts as built, and says where its log is', async () => {
  const broken = { ...part('a'), build: () => Promise.reject(new Error('no such module')) }
  await expect(buildPart(broken, signal, listener)).rejects.toThrow(
    /building Sample failed: no such module\n {2}log: .*\.log$/,
  )
  expect(existsSync(directoryOf(broken))).toBe(false)
  expect(await readdir(cachePaths.building())).toEqual([])
})

test('what a killed build left is swept away by the next', async () => {
  const sample = part('a')
  await mkdir(join(cachePaths.building(), `sample-${keyOf(sample)}.dead`), { recursive: true })
  await buildPart(sample, signal, listener)
  expect(await readdir(cachePaths.building())).toEqual([])
})

test('a part whose other half is gone is built again', async () => {
  let there = true
  const sample = Object.assign(part('a'), { isThere: async () => there })
  await buildPart(sample, signal, listener)
  there = false
  await buildPart(sample, signal, listener)
  expect(sample.builds).toBe(2)
})

test('a tool that fails shows the last lines of its log', async () => {
  const log = join(cache, 'log')
  await expect(tool(['sh', '-c', 'echo what is wrong; exit 3'], { log, signal })).rejects.toThrow(
    /exited with 3\n[^]*what is wrong/,
  )
})

test('a line that a tool prints in two pieces is told as one', async () => {
  const lines: string[] = []
  const options = { log: join(cache, 'log'), signal, onLine: (line: string) => void lines.push(line) }
  // The second piece is written once the first has been read: it is in the log by then.
  const script = 'printf "one tw" >&2; until grep -q "one tw" "$0"; do :; done; printf "o\\n\\nthree" >&2'
  await tool(['sh', '-c', script, options.log], options)
  expect(lines).toEqual(['one two', 'three'])
})

test('a tool that cannot be started says so', async () => {
  const options = { log: join(cache, 'log'), signal, cwd: join(cache, 'nowhere') }
  await expect(tool(['true'], options)).rejects.toThrow(/could not be started \(ENOENT/)
})
