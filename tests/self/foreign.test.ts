import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { down, listClusters, prune, removeOrphans } from '../../src/cluster/index.ts'
import { makeOwner, ownerMount } from '../../src/cluster/lifecycle/owner.ts'
import { createState, stateDirectory } from '../../src/cluster/lifecycle/state.ts'
import { Containers, newName, stateOf, writeDown } from '../support/containers.ts'
import { asOtherUser, OTHER_UID } from '../support/other-user.ts'
import { withCache } from '../support/own-cache.ts'
import { npmRun } from '../support/project.ts'
import { expect, test } from '../support/supplied.ts'

let containers: Containers
test.beforeAll(async () => void (containers = await Containers.ofNodeImage()))
test.afterEach(() => containers.remove())

/** Makes three clusters in the present cache: one in use, one kept, one of a dead run. @returns their names */
async function threeClusters(): Promise<{ owned: string; kept: string; orphan: string; end: () => void }> {
  const [owned, kept, orphan] = [newName(), newName(), newName()]
  const lock = await createState(stateOf(owned))
  await writeDown(kept, 'kept')
  await writeDown(orphan, 'orphan')
  for (const name of [owned, kept, orphan]) await containers.node(name)
  return { owned, kept, orphan, end: () => lock.release() }
}

test('the same user with another cache sees foreign clusters and removes none', async () => {
  await withCache(async () => {
    const { owned, kept, orphan, end } = await threeClusters()
    const all = await containers.left()
    await withCache(async (other) => {
      await makeOwner()
      expect(await usesOf([owned, kept, orphan])).toEqual(['foreign', 'foreign', 'foreign'])
      expect(await removeOrphans()).toEqual([])
      await prune({ kept: true })
      for (const name of [owned, kept, orphan]) await expect(down(name)).rejects.toThrow(/made with another cache/)
      const status = await npmRun(['cluster', 'status'], { XDG_CACHE_HOME: other })
      expect(status.text).toContain(`${kept}  foreign  made with another cache\n`)
      expect(status.text).toContain(`\n  docker rm -f -v ${kept}-control-plane\n`)
      const refused = await npmRun(['cluster', 'down', kept], { XDG_CACHE_HOME: other })
      expect([refused.code, refused.text]).toEqual([
        2,
        expect.stringMatching(/^error: .* left alone\.\n.*docker rm -f -v /),
      ])
    })
    expect(await containers.left()).toEqual(all)
    expect(await usesOf([owned, kept, orphan])).toEqual(['owned', 'kept', 'orphan'])
    end()
  })
})

test('another user sees foreign clusters and removes none, with a cache of their own and with this one', async () => {
  test.skip(process.getuid?.() !== 0, 'only root can become another user')
  const home = await mkdtemp(join(tmpdir(), 'proving-ground-test-'))
  await chown(home, OTHER_UID, OTHER_UID)
  await withCache(async (cache) => {
    const { owned, kept, orphan, end } = await threeClusters()
    const all = await containers.left()
    const other = (call: string, values: unknown[], XDG_CACHE_HOME = home) =>
      asOtherUser('src/cluster/index.ts', call, values, { HOME: home, XDG_CACHE_HOME })
    const listed = JSON.parse((await other('listClusters', [])).text) as { name: string; use: string }[]
    expect(listed.filter(({ name }) => [owned, kept, orphan].includes(name)).map(({ use }) => use)).toEqual(
      Array(3).fill('foreign'),
    )
    expect((await other('removeOrphans', [])).text).toBe('[]\n')
    expect((await other('prune', [{ kept: true }])).code).toBe(0)
    const refused = await other('down', [owned])
    expect([refused.code, refused.text]).toEqual([
      2,
      expect.stringMatching(/^PreconditionError: .* made by another user \(uid 0\)/),
    ])
    // This cache is a directory that only its user can search: what cannot be seen is no orphan.
    for (const [call, values] of [
      ['listClusters', []],
      ['removeOrphans', []],
      ['prune', [{ kept: true }]],
      ['down', [orphan]],
    ] as const) {
      const blind = await other(call, [...values], cache)
      expect([blind.code, blind.text]).toEqual([
        2,
        expect.stringMatching(/^PreconditionError: the cache .* cannot be used: EACCES/),
      ])
    }
    expect(await containers.left()).toEqual(all)
    expect(await usesOf([owned, kept, orphan])).toEqual(['owned', 'kept', 'orphan'])
    end()
  })
  await rm(home, { recursive: true })
})

test('a cluster of an earlier version is foreign, and another cluster of kind is none of ours', async () => {
  await withCache(async () => {
    const [earlier, own] = [newName(), newName()]
    await containers.node(earlier, '/proving-ground/owner')
    await containers.node(own, '/somewhere/else')
    await makeOwner()
    expect(await usesOf([earlier, own])).toEqual(['foreign'])
    expect(await removeOrphans()).toEqual([])
    await expect(down(earlier)).rejects.toThrow(/made by an earlier version[^]*docker rm -f -v /)
    await expect(down(own)).rejects.toThrow(/there is no cluster/)
    expect(await containers.left()).toHaveLength(2)
  })
})

test('a node of this user and cache without a directory is an orphan, and goes', async () => {
  await withCache(async () => {
    const name = newName()
    await containers.node(name, ownerMount(await makeOwner()))
    expect(await usesOf([name])).toEqual(['orphan'])
    expect((await removeOrphans()).map((cluster) => cluster.name)).toEqual([name])
    expect(await containers.left()).toEqual([])
  })
})

test('what a later version or a damaged disk left in the state of a cluster is not removed unasked', async () => {
  await withCache(async () => {
    for (const text of ['', '{"name":"x","kept":true,"versions":{"supplier":"cloud"}}']) {
      const name = newName()
      await writeDown(name, 'orphan')
      await containers.node(name)
      await writeFile(join(stateDirectory(name), 'cluster.json'), text)
      expect(await usesOf([name])).toEqual(['kept'])
      expect(await removeOrphans()).toEqual([])
      await down(name)
      expect(await containers.left()).toEqual([])
    }
  })
})

/** How clusters are listed, in the order of their names here; without those that are not listed. */
async function usesOf(names: readonly string[]): Promise<string[]> {
  const clusters = await listClusters()
  return names.flatMap((name) => clusters.filter((cluster) => cluster.name === name).map(({ use }) => use))
}
