import { spawn } from 'node:child_process'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { tryLock } from '../../../src/cluster/cache/lock.ts'
import { findOwner, makeOwner, ownerMount, ownerOf, parseMount } from '../../../src/cluster/lifecycle/owner.ts'
import { cachePaths, cacheRoot } from '../../../src/cluster/cache/cache.ts'
import { PROJECT } from '../../../src/shared/root.ts'
import { inCache, withCache } from '../../support/own-cache.ts'

test('makeOwner gives runs that begin at once with a new cache one id', async () => {
  await withCache(async () => {
    expect(await findOwner()).toBeUndefined()
    const program = `console.log((await (await import('${PROJECT}/src/cluster/lifecycle/owner.ts')).makeOwner()).cache)`
    const ids = await Promise.all(Array.from({ length: 4 }, () => printed(program)))
    expect(new Set(ids).size).toBe(1)
    expect(ids[0]).toMatch(/^[0-9a-f]{16}\n$/)
    expect((await findOwner())?.cache).toBe(ids[0]!.trim())
  })
})

test('makeOwner takes a copy of a cache for another one, and keeps the id of a cache in use', async () => {
  await withCache(async (cache) => {
    const owner = await makeOwner()
    expect(await makeOwner()).toEqual(owner)
    await withCache(async (copy) => {
      await cp(cache, copy, { recursive: true })
      const other = await inCache(copy, makeOwner)
      expect(other.uid).toBe(owner.uid)
      expect(other.cache).not.toBe(owner.cache)
    })
  })
})

test('parseMount tells two containers apart that have a cache of one image at the same path', async () => {
  // Two CI jobs on one host: each has the image’s layers and a layer of its own.
  const inContainer = (upper: string) =>
    `612 500 0:61 / / rw,relatime - overlay overlay rw,lowerdir=/l/A:/l/B,upperdir=/var/lib/docker/overlay2/${upper}/diff,workdir=/w\n` +
    `613 612 0:64 / /proc rw,nosuid - proc proc rw\n`
  const told = [inContainer('aaa'), inContainer('bbb')].map((text) => parseMount(text, '/root/.cache/proving-ground'))
  expect(told).toEqual(['/ /var/lib/docker/overlay2/aaa/diff', '/ /var/lib/docker/overlay2/bbb/diff'])
  // A volume of each job’s own, mounted at the same path, which has a space.
  const withVolume = (job: string) =>
    `${inContainer('c')}620 612 8:1 /volumes/${job}/_data /ca\\040che rw - ext4 /dev/sda1 rw\n`
  expect(parseMount(withVolume('a'), '/ca che/x')).toBe('/volumes/a/_data')
  expect(parseMount(withVolume('b'), '/ca che/x')).toBe('/volumes/b/_data')
  expect(parseMount(withVolume('b'), '/ca chest')).toBe('/ /var/lib/docker/overlay2/c/diff')
  expect(parseMount('', '/x')).toBe('')
})

test('ownerOf reads the owner of a node, and none of an earlier version', () => {
  const owner = { uid: '1000', cache: '0123456789abcdef' }
  expect(ownerOf(['/var', ownerMount(owner), '/lib/modules'])).toEqual(owner)
  for (const path of ['/proving-ground/owner', '/proving-ground/owner/1000', '/proving-ground/owner/1000/a/b'])
    expect(ownerOf([path])).toBe('earlier')
  for (const path of ['/proving-ground/patches', '/proving-ground/owners/1/2', '/x/proving-ground/owner'])
    expect(ownerOf([path])).toBeUndefined()
})

test('makeOwner names a file system on which locks do not work, instead of waiting for ever', async () => {
  await withCache(async () => {
    const lock = tryLock(join(cachePaths.locks(), 'id.lock'))!
    await expect(makeOwner()).rejects.toThrow(/id\.lock has been locked for 5 s.*XDG_CACHE_HOME/)
    lock.release()
  })
})

test('makeOwner refuses a damaged id with its file, and does not replace it', async () => {
  await withCache(async () => {
    await makeOwner()
    for (const text of ['', 'hello\n']) {
      await writeFile(cachePaths.id(), text)
      await expect(makeOwner()).rejects.toThrow(`${cachePaths.id()} does not hold the id of this cache`)
      expect(await readFile(cachePaths.id(), 'utf8')).toBe(text)
    }
    await rm(cachePaths.id())
    await mkdir(cachePaths.id())
    await expect(findOwner()).rejects.toThrow(`the cache ${cacheRoot()} cannot be used: EISDIR`)
  })
})

function printed(program: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return new Promise((resolve) => child.once('close', () => resolve(text)))
}
