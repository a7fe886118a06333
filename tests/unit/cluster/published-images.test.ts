import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { nodeImageName } from '../../../src/cluster/node-image/names.ts'
import type { Need } from '../../../src/cluster/provider.ts'
import { placeOf, wantedImages } from '../../../src/cluster/published/images.ts'
import { publishedNodeImage } from '../../../src/cluster/published/node-image.ts'
import { pullImage } from '../../../src/cluster/published/pull.ts'
import { loadToolchain, parseToolchain } from '../../../src/cluster/toolchain.ts'
import { messageOf } from '../../../src/shared/thrown.ts'
import { setVariable } from '../../support/environment.ts'
import { inProject } from '../../support/project.ts'
import { scriptedEngine, type EngineWords } from '../../support/scripted-engine.ts'

const IMAGE = 'docker.io/istio/pilot:1.31.4'

test('the images of a run are those of each version of Istio that is needed, from its registry, and the workload’s', () => {
  const pins = loadToolchain()
  const { istio, otherIstio } = pins.published
  const workload = `registry.k8s.io/e2e-test-images/agnhost:${pins.agnhost}`
  expect(wantedImages(pins, [])).toEqual([
    `docker.io/istio/pilot:${istio}`,
    `docker.io/istio/proxyv2:${istio}`,
    workload,
  ])
  const older = (name: string) => `registry.istio.io/release/${name}:${otherIstio['1.30']}`
  expect(wantedImages(pins, ['cni', 'istio-1.30']).toSorted()).toEqual(
    [
      ...['pilot', 'proxyv2', 'install-cni'].flatMap((name) => [`docker.io/istio/${name}:${istio}`, older(name)]),
      workload,
    ].toSorted(),
  )
})

test('an image is pulled from the mirror of its registry alone', () => {
  const mirrors = { 'docker.io': 'registry.example.com:5000/hub/docker', 'registry.k8s.io': 'registry.example.com' }
  expect(placeOf(IMAGE, mirrors)).toBe('registry.example.com:5000/hub/docker/istio/pilot:1.31.4')
  expect(placeOf('registry.k8s.io/a/b:1', mirrors)).toBe('registry.example.com/a/b:1')
  expect(placeOf('registry.istio.io/release/pilot:1', mirrors)).toBe('registry.istio.io/release/pilot:1')
  expect(placeOf(IMAGE, {})).toBe(IMAGE)
})

for (const mirror of ['https://registry.example.com', 'registry.example.com/hub/', 'registry example', ''])
  test(`a mirror written as “${mirror}” is refused with the file and how to write it`, async () => {
    const text = `${await readFile(inProject('toolchain.yaml'), 'utf8')}mirrors: { docker.io: '${mirror}' }\n`
    expect(() => parseToolchain(text, 'mine.yaml')).toThrow(/mine\.yaml.*must be host and path of a mirror/s)
  })

test('a node image is another for other images, another digest and other needs, and the same from a mirror', () => {
  const pins = loadToolchain()
  const name = (needs: Need[], changed: object = {}) =>
    nodeImageName(publishedNodeImage({ ...pins, ...changed }, needs))
  const plain = name([])
  expect(name([], { mirrors: { 'docker.io': 'registry.example.com' } })).toBe(plain)
  expect(name(['helm'])).toBe(plain)
  const others = [
    name(['cni']),
    name(['istio-1.30']),
    name([], { agnhost: '9.9.9' }),
    name([], { published: { ...pins.published, nodeImage: `docker.io/kindest/node@sha256:${'0'.repeat(64)}` } }),
    name([], { imageDigests: { [`docker.io/istio/pilot:${pins.published.istio}`]: `sha256:${'1'.repeat(64)}` } }),
  ]
  expect(new Set([plain, ...others]).size).toBe(others.length + 1)
})

/** The error of a pull by an engine with these words. */
async function failedPull(words: EngineWords): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'proving-ground-test-'))
  const engine = await scriptedEngine(words, join(directory, 'docker.sock'))
  const restore = setVariable('DOCKER_HOST', engine.host)
  try {
    const log = join(directory, 'log')
    await writeFile(log, '')
    const signal = new AbortController().signal
    const context = { outDir: directory, log, pathOf: () => directory, progress: () => undefined, signal }
    return await pullImage(IMAGE, undefined, context).then(
      () => 'it was pulled',
      (error: unknown) => messageOf(error),
    )
  } finally {
    restore()
    await engine.close()
    await rm(directory, { recursive: true })
  }
}

test('a pull that fails names the engine’s own proxy, without its password, and where to change it', async () => {
  const HttpsProxy = 'http://me:secret@proxy.example.com:3128'
  const message = await failedPull({ info: { HttpsProxy, NoProxy: 'localhost' }, pull: 'proxyconnect tcp: refused' })
  expect(message).toContain('proxyconnect tcp: refused')
  expect(message).toContain(
    'its own settings: HTTPS http://proxy.example.com:3128, no proxy for localhost (docker info)',
  )
  expect(message).toContain('docs.docker.com/engine/daemon/proxy')
  expect(message).not.toContain('secret')
})

test('a pull that fails without a proxy says so, and with a refused certificate where authorities go', async () => {
  const message = await failedPull({ pull: 'x509: certificate signed by unknown authority' })
  expect(message).toContain('its own settings: no proxy (docker info)')
  expect(message).toContain('/etc/docker/certs.d/docker.io')
})

test('a pull beyond a registry’s limit says that a login or a mirror helps', async () => {
  const message = await failedPull({ pull: 'toomanyrequests: You have reached your pull rate limit.' })
  expect(message).toContain('docker login docker.io, or name a mirror in toolchain.yaml (mirrors)')
})
