import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { buildArtifact, directoryOf, keyOf, type Artifact } from '../../../src/cluster/build/artifact.ts'
import { cachePaths } from '../../../src/cluster/cache/cache.ts'
import { tool } from '../../../src/cluster/build/tool.ts'
import { setVariable } from '../../support/environment.ts'

const signal = new AbortController().signal
const listener = { building: () => {}, waiting: () => {}, progress: () => {}, built: () => {} }

let cache: string
let restore = () => {}
test.beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'cache-'))
  restore = setVariable('XDG_CACHE_HOME', cache)
})
test.afterEach(async () => {
  restore()
  await rm(cache, { recursive: true })
})

/** An artifact that counts how often it is built. */
function artifact(inputs: unknown, dependsOn: Artifact[] = []): Artifact & { builds: number } {
  const self = {
    name: 'sample',
    title: 'Sample',
    inputs,
    dependsOn,
    seconds: 1,
    cpuBound: false,
    builds: 0,
    build: async (context: { outDir: string }) => {
      self.builds++
      await writeFile(join(context.outDir, 'file'), 'built')
    },
  }
  return self
}

test('buildArtifact builds once, however many runs ask at once', async () => {
  const sample = artifact('a')
  await Promise.all([buildArtifact(sample, signal, listener), buildArtifact(sample, signal, listener)])
  await buildArtifact(sample, signal, listener)
  expect(sample.builds).toBe(1)
  expect(await readFile(join(directoryOf(sample), 'file'), 'utf8')).toBe('built')
})

test('keyOf changes with all that decides the content, also with an artifact that is used', () => {
  const keys = [artifact('a'), artifact('b'), artifact('a', [artifact('a')]), artifact('a', [artifact('b')])].map(keyOf)
  expect(new Set(keys).size).toBe(4)
  expect(keyOf(artifact('a'))).toBe(keyOf(artifact('a')))
})

test('buildArtifact leaves nothing that counts as built when it fails, and says where its log is', async () => {
  const broken = { ...artifact('a'), build: () => Promise.reject(new Error('no such module')) }
  await expect(buildArtifact(broken, signal, listener)).rejects.toThrow(
    /building Sample failed: no such module\n {2}log: .*\.log$/,
  )
  expect(existsSync(directoryOf(broken))).toBe(false)
  expect(await readdir(cachePaths.building())).toEqual([])
})

test('buildArtifact removes what a killed build left', async () => {
  const sample = artifact('a')
  await mkdir(join(cachePaths.building(), `sample-${keyOf(sample)}.dead`), { recursive: true })
  await buildArtifact(sample, signal, listener)
  expect(await readdir(cachePaths.building())).toEqual([])
})

test('buildArtifact builds again when an artifact has lost a part', async () => {
  let there = true
  const sample = Object.assign(artifact('a'), { exists: async () => there })
  await buildArtifact(sample, signal, listener)
  there = false
  await buildArtifact(sample, signal, listener)
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
