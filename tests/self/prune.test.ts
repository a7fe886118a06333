import { makeOwner } from '../../src/cluster/lifecycle/owner.ts'
import { listClusters } from '../../src/cluster/index.ts'
import { buildContainerPrefix } from '../../src/cluster/node-image/names.ts'
import { createState } from '../../src/cluster/lifecycle/state.ts'
import { Containers, newName, stateOf, writeDown } from '../support/containers.ts'
import { withCache } from '../support/own-cache.ts'
import { npmRun } from '../support/project.ts'
import { expect, test } from '../support/supplied.ts'

let containers: Containers
test.beforeAll(async () => void (containers = await Containers.ofNodeImage()))
test.afterEach(() => containers.remove())

test('prune leaves kept clusters, those in use and other users’ builds, and removes what dead runs left', async () => {
  await withCache(async (cache) => {
    const [owned, kept, orphan] = [newName(), newName(), newName()]
    const lock = await createState(stateOf(owned))
    await writeDown(kept, 'kept')
    await writeDown(orphan, 'orphan')
    const stay = [await containers.node(owned), await containers.node(kept)]
    const gone = [await containers.node(orphan)]
    const prefix = buildContainerPrefix(await makeOwner())
    gone.push(await containers.make(`${prefix}0123456789abcdef`))
    stay.push(await containers.make(`${buildContainerPrefix({ uid: '0', cache: 'of-another' })}0123456789abcdef`))
    // As every node image until November 2026 has it: what is in a label goes from the container to the image, to the node.
    const inherited = ['--label=proving-ground=node', `--label=proving-ground.baking=${cache}/free.lock`]
    stay.push(await containers.make(`proving-ground-baking-${newName()}`, inherited))

    const { code, text } = await npmRun(['cluster', 'prune'], { XDG_CACHE_HOME: cache })
    expect(code, text).toBe(0)
    expect(new Set(await containers.left())).toEqual(new Set(stay))
    expect(text).toContain(`removed cluster ${orphan}`)
    expect(text).toContain(`removed container ${gone[1]}`)
    const clusters = (await listClusters()).filter(({ name }) => [owned, kept, orphan].includes(name))
    expect(new Map(clusters.map(({ name, use }) => [name, use]))).toEqual(
      new Map([
        [owned, 'owned'],
        [kept, 'kept'],
      ]),
    )

    expect((await npmRun(['cluster', 'prune', '--', '--kept'], { XDG_CACHE_HOME: cache })).text).toContain(
      `removed cluster ${kept}`,
    )
    expect(await containers.left()).toContain(`${owned}-control-plane`)
    lock.release()
  })
})

test('prune removes no image that this cache did not make, and says what would', async () => {
  await withCache(async (cache) => {
    const images = await containers.tagImage(`proving-ground/node:${newName()}`)
    const { code, text } = await npmRun(['cluster', 'prune'], { XDG_CACHE_HOME: cache })
    expect(code, text).toBe(0)
    expect(text).toMatch(new RegExp(`left alone: image ${images}, .*docker rmi ${images} `))
    expect(await containers.hasImage(images)).toBe(true)
  })
})
