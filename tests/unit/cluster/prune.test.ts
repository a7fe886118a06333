import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { cachePaths } from '../../../src/cluster/cache/cache.ts'
import { currentArtifacts } from '../../../src/cluster/prune/cache.ts'
import { keyOf } from '../../../src/cluster/build/artifact.ts'
import { writeDown, newName } from '../../support/containers.ts'
import { withCache } from '../../support/own-cache.ts'
import { start } from '../../support/project.ts'

/** Temporary files lie there, too: what dead runs of others left is removed by any prune, which says so. */
const noEngine = (cache: string) => ({ XDG_CACHE_HOME: cache, TMPDIR: cache, DOCKER_HOST: `unix://${cache}/none.sock` })

test('without an engine prune keeps the artifacts that kept clusters use', async () => {
  await withCache(async (cache) => {
    const artifact = (name: string) => join(cachePaths.artifacts(), name)
    const names = ['programs-of-kept', 'tools-of-kept', 'charts-of-kept', 'tools-of-nobody', 'node-image-of-nobody']
    for (const name of names) await mkdir(artifact(name), { recursive: true })
    await writeDown(newName(), 'kept', {
      kind: artifact('programs-of-kept/bin/kind'),
      tools: artifact('tools-of-kept/bin'),
      charts: artifact('charts-of-kept'),
    })
    const { code, text } = await start([process.execPath, 'scripts/cluster.ts', 'prune'], noEngine(cache)).ended
    expect(code, text).toBe(0)
    expect(text).toMatch(
      /^removed cache tools-of-nobody\nleft alone: clusters, containers and images: Docker does not answer: /,
    )
    expect((await readdir(cachePaths.artifacts())).sort()).toEqual(
      names.filter((name) => name !== 'tools-of-nobody').sort(),
    )
  })
})

test('prune keeps every artifact that the pins name, also where nothing can be built, as on macOS', async () => {
  test.skip(process.getuid?.() !== 0, 'only root can hide a directory')
  await withCache(async (cache) => {
    const published = currentArtifacts().find(({ name }) => name === 'published-tools')!
    const names = [`published-tools-${keyOf(published)}`, 'tools-of-nobody']
    for (const name of names) await mkdir(join(cachePaths.artifacts(), name), { recursive: true })
    // No /proc and no /etc, as macOS has none of their files.
    const shell = 'mount -t tmpfs none /proc && mount -t tmpfs none /etc && exec "$1" scripts/cluster.ts prune'
    const { code, text } = await start(
      ['unshare', '--mount', 'sh', '-c', shell, 'sh', process.execPath],
      noEngine(cache),
    ).ended
    expect(code, text).toBe(0)
    expect(text).toMatch(/^removed cache tools-of-nobody$/m)
    expect(await readdir(cachePaths.artifacts())).toEqual([names[0]])
  })
})
