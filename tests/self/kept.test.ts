import { attach, down } from '../../src/cluster/index.ts'
import { createState, takeOwnership, writeState } from '../../src/cluster/lifecycle/state.ts'
import { whyUnreachable } from '../../src/cluster/lifecycle/status.ts'
import { $ } from 'zx'
import { Containers, newName, stateOf, writeDown } from '../support/containers.ts'
import { setVariable } from '../support/environment.ts'
import { withCache } from '../support/own-cache.ts'
import { npmRun } from '../support/project.ts'
import { expect, test } from '../support/supplied.ts'

let containers: Containers
test.beforeAll(async () => void (containers = await Containers.ofNodeImage()))
test.afterEach(() => containers.remove())

test('attach refuses a kept cluster that another run is using, by name and without one', async () => {
  await withCache(async () => {
    const name = newName()
    await writeDown(name, 'kept')
    await containers.node(name)
    const lock = await takeOwnership(name)
    for (const named of [name, undefined]) await expect(attach(named)).rejects.toThrow(`another run is using ${name}`)
    await expect(down(name)).rejects.toThrow(`another run is using ${name}`)
    expect(await containers.left()).toHaveLength(1)
    lock.release()
  })
})

test('attach refuses a kept cluster that is not running, with the command that starts it', async () => {
  await withCache(async (cache) => {
    const name = newName()
    await writeDown(name, 'kept')
    const container = await containers.node(name)
    await expect(attach()).rejects.toThrow(`the container of ${name} is not running: docker start ${container},`)
    expect((await npmRun(['cluster', 'status'], { XDG_CACHE_HOME: cache })).text).toContain(`docker start ${container}`)
    await containers.run(container)
    await $({ quiet: true })`docker pause ${container}`
    await expect(attach(name)).rejects.toThrow(`docker unpause ${container},`)
  })
})

test('attach says how to keep a cluster where there is none, and why one cannot be used', async () => {
  await withCache(async () => {
    await expect(attach()).rejects.toThrow('there is no kept cluster: run the runbook once with --keep first')
    await expect(attach('proving-ground-nowhere')).rejects.toThrow('there is no cluster proving-ground-nowhere')
    const [orphan, gone] = [newName(), newName()]
    const lock = await createState(stateOf(orphan))
    lock.release()
    await expect(attach(orphan)).rejects.toThrow(`${orphan} was not kept`)
    await writeDown(gone, 'kept')
    await expect(attach(gone)).rejects.toThrow(`the container of ${gone} is gone: npm run cluster down ${gone}`)
    await down(gone)
  })
})

test('attach takes the newest kept cluster that can be used', async () => {
  await withCache(async () => {
    const [older, newer] = [newName(), newName()]
    await writeDown(older, 'kept', { createdAt: '2026-01-01T00:00:00Z' })
    await writeDown(newer, 'kept', { createdAt: '2026-02-01T00:00:00Z' })
    for (const name of [older, newer]) await containers.node(name)
    await expect(attach()).rejects.toThrow(`the container of ${newer} is not running`)
    await writeState(stateOf(newer, { createdAt: '2025-01-01T00:00:00Z', kept: true }))
    await expect(attach()).rejects.toThrow(`the container of ${older} is not running`)
  })
})

test('whyUnreachable names the container or the engine', async () => {
  await withCache(async () => {
    const name = newName()
    await writeDown(name, 'kept')
    expect(await whyUnreachable(name)).toBe(`the container of ${name} is gone`)
    const container = await containers.node(name)
    expect(await whyUnreachable(name)).toContain(`(created): docker start ${container} starts it`)
    await containers.run(container)
    expect(await whyUnreachable(name)).toBeUndefined()
    const restore = setVariable('DOCKER_HOST', 'unix:///nowhere.sock')
    try {
      expect(await whyUnreachable(name)).toMatch(
        /^Docker does not answer: .*nowhere.*npm run cluster prepare starts it/,
      )
    } finally {
      restore()
    }
  })
})
