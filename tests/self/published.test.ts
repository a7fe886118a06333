import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { parse, stringify } from 'yaml'
import { $ } from 'zx'
import { prepare, type ReadyToolchain } from '../../src/cluster/index.ts'
import { parseEvidence } from '../../src/evidence/index.ts'
import { inProject, npmRun } from '../support/project.ts'
import { StandInRegistry } from '../support/registry.ts'

const quiet = $({ quiet: true })

/** kind applies it from the image; the image that stands in has its network already. */
const NO_CNI = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: stand-in-network\n  namespace: kube-system\n'

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

test('a runbook passes with tools from PATH and a node image pulled from a registry', async ({}, info) => {
  test.setTimeout(40 * 60_000)
  const supply = await prepare({})
  const directory = await mkdtemp(join(tmpdir(), 'proving-ground-test-'))
  const registry = new StandInRegistry()
  const host = await registry.start()
  const image = `${host}/kindest/node:stand-in@${await registry.offer(await savedNodeImage(supply, directory))}`
  try {
    const { code, text } = await npmRun(
      ['runbook', 'install-default', '--', '--toolchain', 'published', '--json', info.outputPath('run.json')],
      await environment(supply, image, directory),
    )
    expect(code, text.slice(-4000)).toBe(0)
    const evidence = parseEvidence('run.json', await readFile(info.outputPath('run.json'), 'utf8'))
    expect(evidence.versions).toMatchObject({ toolchain: 'published', istio: supply.versions.istio })
    expect(evidence.steps.every(({ passed }) => passed)).toBe(true)
    // The engine may know the layers from another time; manifest and configuration it always asks for.
    expect(registry.requests).toContainEqual(expect.stringMatching(/\/manifests\/sha256:/))
    expect(registry.requests).toContainEqual(expect.stringMatching(/\/blobs\/sha256:/))
  } finally {
    registry.stop()
    await $({ quiet: true, nothrow: true })`docker rmi ${image}`
    await rm(directory, { recursive: true })
  }
})

/** Our own node image, which holds all that a run asks for, with what kind expects of its own; unpacked `docker save`. */
async function savedNodeImage({ nodeImage }: ReadyToolchain, directory: string): Promise<string> {
  const saved = join(directory, 'saved')
  await mkdir(join(directory, 'manifests'))
  await mkdir(saved)
  await writeFile(join(directory, 'manifests/default-cni.yaml'), NO_CNI)
  const { stdout } = await quiet`docker create ${nodeImage}`
  const container = stdout.trim()
  await quiet`docker cp ${join(directory, 'manifests')} ${container}:/kind/`
  const standIn = (await quiet`docker commit ${container}`).stdout.trim()
  await quiet`docker rm ${container}`
  await quiet`docker save ${standIn} | tar --extract --directory ${saved}`
  await quiet`docker rmi --no-prune ${standIn}`
  return saved
}

async function environment(
  supply: ReadyToolchain,
  nodeImage: string,
  directory: string,
): Promise<Record<string, string>> {
  const { istio, kubernetes } = supply.versions
  const pins = parse(await readFile(inProject('toolchain.yaml'), 'utf8')) as { published: object }
  const file = join(directory, 'toolchain.yaml')
  await writeFile(file, stringify({ ...pins, published: { ...pins.published, istio, kubernetes, nodeImage } }))
  const path = join(directory, 'path')
  await mkdir(path)
  for (const tool of ['kubectl', 'istioctl']) await symlink(join(supply.tools, tool), join(path, tool))
  await symlink(supply.kind, join(path, 'kind'))
  return { PATH: `${path}:${process.env['PATH']}`, PROVING_GROUND_TOOLCHAIN: file }
}

/** The pinned version of each tool. */
async function pinned(): Promise<Record<string, string>> {
  const { kind, helm, published } = parse(await readFile(inProject('toolchain.yaml'), 'utf8')) as {
    kind: string
    helm: string
    published: { istio: string; kubernetes: string }
  }
  return { kind, helm, istioctl: published.istio, kubectl: published.kubernetes }
}
