import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { parseEvidence } from '../../src/evidence/index.ts'
import { PublishedWorld } from '../support/published-world.ts'

let world: PublishedWorld
test.beforeAll(async () => {
  world = await PublishedWorld.make(['helm', 'istio-1.30'])
})
test.afterAll(() => world.end())

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
