import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { parse } from 'yaml'
import { parseEvidence } from '../../src/evidence/index.ts'
import { inProject, npmRun } from '../support/project.ts'
import { PublishedWorld } from '../support/published-world.ts'

test('--toolchain published with --no-install says what to get where tools are missing or old', async () => {
  const { code, text } = await npmRun(['runbook', 'install-helm', '--', '--toolchain', 'published', '--no-install'])
  expect(code).toBe(2)
  for (const [name, version] of Object.entries(await pinned())) {
    const line = text
      .split('\n')
      .find((l) => l.includes(`- ${name} ${version} is not on PATH`) || l.includes(` is ${name} `))
    expect(line, text).toContain(version)
    expect(line, text).toMatch(/: https:\/\/\S+$/)
  }
})

test('--toolchain published with --no-install names a tool of another version, with the one that is needed', async () => {
  const path = await mkdtemp(join(tmpdir(), 'proving-ground-test-'))
  await writeFile(join(path, 'kind'), '#!/bin/sh\necho kind version 0.1.0\n', { mode: 0o755 })
  const { code, text } = await npmRun(
    ['runbook', 'install-default', '--', '--toolchain', 'published', '--no-install'],
    {
      PATH: `${path}:${process.env['PATH']}`,
    },
  )
  expect(code).toBe(2)
  expect(text).toContain(
    `kind is kind 0.1.0, but version ${(await pinned())['kind']} is needed: https://github.com/kubernetes-sigs/kind/releases/`,
  )
})

test('an ordinary user with Docker and Node alone gets a passed run, and pulls nothing for a second cluster', async () => {
  test.setTimeout(20 * 60_000)
  const world = await PublishedWorld.make([])
  try {
    const report = join(world.home, 'tmp/run.json')
    const run = ['runbook', 'install-default', '--', '--toolchain', 'published', '--json', report]
    const { code, text } = await world.npmRun(run)
    expect(code, text.slice(-4000)).toBe(0)
    const evidence = parseEvidence('run.json', await readFile(report, 'utf8'))
    expect(evidence.versions).toMatchObject({ toolchain: 'published' })
    expect(evidence.steps.every(({ passed }) => passed)).toBe(true)
    expect(text).toMatch(
      /^downloading kind .* MB\), kubectl .*, istioctl .* to .*; verified against toolchain\.sums\.yaml, and of kubectl, istioctl each verified against .*; Docker pulls 4 images for the node image$/m,
    )
    expect(text).toMatch(/^✔ node image .* with 3 images/m)
    const asked = world.pulls.length
    expect(asked).toBeGreaterThan(0)
    const again = await world.npmRun(['cluster', 'up', '--', '--toolchain', 'published'])
    expect(again.code, again.text.slice(-4000)).toBe(0)
    const [name = ''] = /proving-ground-[0-9a-f]{8}/.exec(again.text) ?? []
    const down = await world.npmRun(['cluster', 'down', name])
    expect(down.code, down.text).toBe(0)
    expect(world.pulls).toHaveLength(asked)
  } finally {
    await world.end()
  }
})

/** The pinned version of each tool. */
async function pinned(): Promise<Record<string, string>> {
  const { kind, helm, published } = parse(await readFile(inProject('toolchain.yaml'), 'utf8')) as {
    kind: string
    helm: string
    published: { istio: string; kubernetes: string }
  }
  return { kind, helm, istioctl: published.istio, kubectl: published.kubernetes }
}
