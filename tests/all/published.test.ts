import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { parse, stringify } from 'yaml'
import { isInEngine } from '../../src/cluster/node-image/commit.ts'
import { nodeImageName } from '../../src/cluster/node-image/names.ts'
import { publishedNodeImage } from '../../src/cluster/published/node-image.ts'
import { parseToolchain } from '../../src/cluster/toolchain.ts'
import { parseEvidence } from '../../src/evidence/index.ts'
import { PublishedWorld } from '../support/published-world.ts'

let world: PublishedWorld
test.beforeAll(async () => {
  world = await PublishedWorld.make(['helm', 'istio-1.30'])
})
test.afterAll(() => world.end())

test('an image that the mirror does not have ends the run with its address, and no half-made node image is kept', async () => {
  const text = stringify({ ...(parse(await readFile(world.toolchain, 'utf8')) as object), agnhost: '0.0.1' })
  const toolchain = join(world.home, 'other-toolchain.yaml')
  await writeFile(toolchain, text)
  const run = ['runbook', 'install-canary', '--', '--toolchain', 'published']
  const ended = await world.npmRun(run, { PROVING_GROUND_TOOLCHAIN: toolchain })
  expect(ended.code, ended.text).toBe(2)
  expect(ended.text).toMatch(/downloading node image .* failed: docker pull/)
  expect(ended.text).toMatch(/127\.0\.0\.1:\d+\/registry\.k8s\.io\/e2e-test-images\/agnhost:0\.0\.1/)
  const image = nodeImageName(publishedNodeImage(parseToolchain(text), ['istio-1.30']))
  expect(await isInEngine(image)).toBe(false)
  expect(await world.madeHere()).toEqual([])
})

// The second finds tools and node image in the cache: with helm, the images are the same.
for (const id of ['install-canary', 'upgrade-helm'])
  test(`${id} passes for an ordinary user with Docker and Node alone`, async () => {
    const report = join(world.home, 'tmp', `${id}.json`)
    const { code, text } = await world.npmRun(['runbook', id, '--', '--toolchain', 'published', '--json', report])
    expect(code, text.slice(-4000)).toBe(0)
    const { versions, passed } = parseEvidence(report, await readFile(report, 'utf8'))
    expect(versions).toMatchObject({ toolchain: 'published', otherIstio: { '1.30': expect.any(String) } })
    expect(passed).toBe(true)
  })
