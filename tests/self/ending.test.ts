import { listClusters, removeOrphans } from '../../src/cluster/index.ts'
import { makeOwner } from '../../src/cluster/lifecycle/owner.ts'
import { removeState, createState } from '../../src/cluster/lifecycle/state.ts'
import { newName, stateOf } from '../support/containers.ts'
import { withCache } from '../support/own-cache.ts'
import { expect, test } from '../support/supplied.ts'

test('removeOrphans does not take runs that begin and end for dead ones', async () => {
  await withCache(async () => {
    await makeOwner()
    const looking = new AbortController()
    let ended = 0
    const runs = (async () => {
      for (; !looking.signal.aborted; ended++) {
        const name = newName()
        const lock = await createState(stateOf(name))
        await removeState(name)
        lock.release()
      }
    })()
    for (let i = 0; i < 20; i++) {
      expect((await listClusters()).filter(({ use }) => use === 'orphan')).toEqual([])
      expect(await removeOrphans()).toEqual([])
    }
    looking.abort()
    await runs
    expect(ended).toBeGreaterThan(20)
  })
})
