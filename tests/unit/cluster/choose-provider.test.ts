import { expect, test } from '@playwright/test'
import { chooseProvider } from '../../../src/cluster/choose-provider.ts'
import { loadToolchain } from '../../../src/cluster/toolchain.ts'
import { canBuild } from '../../../src/cluster/source/requirements.ts'
import { scriptedEngine, type EngineWords } from '../../support/scripted-engine.ts'
import { ToolPublishers } from '../../support/tool-publishers.ts'

const REGISTRY = 'https://registry-1.docker.io/v2/'

let publishers: ToolPublishers
test.beforeEach(async () => {
  publishers = await ToolPublishers.start()
})
test.afterEach(() => publishers.stop())

for (const code of [200, 401])
  test(`published images are chosen where the registry answers ${code}, and one line says so`, async () => {
    publishers.answer(REGISTRY, (_request, response) => response.writeHead(code).end())
    const { provider, reason } = await chooseProvider(undefined)
    expect(provider.name).toBe('published')
    expect(reason).toMatch(/^published tools and images, because .* \(--toolchain source builds them\)$/)
  })

test('where no registry answers, the build is chosen if this machine can build, and one line says why', async () => {
  publishers.answer(REGISTRY, (_request, response) => response.writeHead(503).end())
  const { provider, reason } = await chooseProvider(undefined)
  expect(provider.name).toBe(canBuild() ? 'source' : 'published')
  expect(reason).toContain(canBuild() ? 'because docker.io does not answer' : 'because building from source needs root')
})

const { nodeImage } = loadToolchain().published
const PROXY = { HttpsProxy: 'http://proxy.example.com:3128' }
const engines: [what: string, words: EngineWords, reached: boolean][] = [
  ['reaches it by a proxy of its own', { info: PROXY, sees: [nodeImage] }, true],
  ['has a proxy, and does not reach it', { info: PROXY }, false],
  ['has no proxy', { sees: [nodeImage] }, false],
]
for (const [what, words, reached] of engines)
  test(`where no registry answers this process and the Docker engine ${what}, one line says what is chosen`, async () => {
    test.skip(!canBuild(), 'elsewhere the published images are chosen anyway')
    publishers.answer(REGISTRY, (_request, response) => response.writeHead(503).end())
    const engine = await scriptedEngine(words)
    publishers.set('DOCKER_HOST', engine.host)
    try {
      const { provider, reason } = await chooseProvider(undefined)
      expect(provider.name).toBe(reached ? 'published' : 'source')
      expect(reason).toContain(
        reached ? 'because the Docker engine reaches docker.io by its own proxy' : 'because docker.io does not answer',
      )
    } finally {
      await engine.close()
    }
  })

test('a toolchain that was asked for by name is used without asking a registry and without a reason', async () => {
  for (const name of ['source', 'published'] as const) {
    const { provider, reason } = await chooseProvider(name)
    expect([provider.name, reason]).toEqual([name, undefined])
  }
  expect(publishers.connected).toEqual([])
})
