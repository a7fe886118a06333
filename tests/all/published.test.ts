import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { parse, stringify } from 'yaml'
import { isInEngine } from '../../src/cluster/node-image/commit.ts'
import { nodeImageName } from '../../src/cluster/node-image/names.ts'
import { wantedTools, type WantedTool } from '../../src/cluster/published/tools.ts'
import { publishedNodeImage } from '../../src/cluster/published/node-image.ts'
import { loadToolchain, parseToolchain } from '../../src/cluster/toolchain.ts'
import { parseEvidence } from '../../src/evidence/index.ts'
import { PublishedWorld } from '../support/published-world.ts'
import { sendFile } from '../support/tool-publishers.ts'

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
  const cache = world.otherCache('missing-image')
  const ended = await world.npmRun(run, { PROVING_GROUND_TOOLCHAIN: toolchain, ...cache })
  expect(ended.code, ended.text).toBe(2)
  expect(ended.text).toMatch(/downloading node image .* failed: docker pull/)
  expect(ended.text).toMatch(/127\.0\.0\.1:\d+\/registry\.k8s\.io\/e2e-test-images\/agnhost:0\.0\.1/)
  const image = nodeImageName(publishedNodeImage(parseToolchain(text), ['istio-1.30']))
  expect(await isInEngine(image)).toBe(false)
  expect(await world.madeHere(cache)).toEqual([])
})

/** What is wrong, what a run says of it, and how it is made so; what `undo` of it takes back. */
const FAULTS: [what: string, says: RegExp, cause: (tool: WantedTool) => Cause][] = [
  [
    'a tool with another sum',
    /kubectl has the SHA-256 [0-9a-f]{64}, but .*kubectl\.sha256 says 0{64}/,
    (kubectl) => answered(kubectl.sumFrom, Buffer.from(`${'0'.repeat(64)}  kubectl\n`)),
  ],
  [
    'a tool that is not there',
    /kubectl: the server answered 404; does toolchain\.yaml/,
    (kubectl) => answered(kubectl.from, undefined),
  ],
  [
    'a proxy that asks for a login',
    /the proxy 127\.0\.0\.1:\d+ asks for a name and a password \(407\)\n.*HTTPS_PROXY/,
    () => {
      world.publishers.login = 'ada:secret'
      return { undo: () => (world.publishers.login = undefined) }
    },
  ],
  [
    'an authority that is not known',
    /the certificate of \S+ is refused .*\n.*NODE_EXTRA_CA_CERTS or SSL_CERT_FILE/,
    () => ({ environment: { SSL_CERT_FILE: '' } }),
  ],
  [
    'a cache that may not be written',
    /the cache \/proc\/proving-ground cannot be used: .*\n.*XDG_CACHE_HOME/,
    () => ({ environment: { XDG_CACHE_HOME: '/proc' } }),
  ],
]

interface Cause {
  environment?: Record<string, string>
  undo?: () => void
}

/** Answers an address with that content, or says that it is not there. */
function answered(url: string, content: Buffer | undefined): Cause {
  const before = world.publishers.handlerOf(url)
  world.publishers.answer(url, (request, response) =>
    content === undefined ? void response.writeHead(404).end() : sendFile(request, response, content),
  )
  return { undo: () => world.publishers.answer(url, before) }
}

function kubectl(): WantedTool {
  return wantedTools(loadToolchain(), []).find(({ name }) => name === 'kubectl')!
}

for (const [i, [what, says, cause]] of FAULTS.entries())
  test(`an ordinary user is told of ${what} by one error, and nothing half-made is kept`, async () => {
    const { environment = {}, undo } = cause(kubectl())
    const variables = { ...world.otherCache(`fault-${i}`), ...environment }
    try {
      const { code, text } = await world.npmRun(['cluster', 'prepare', '--', '--toolchain', 'published'], variables)
      expect(code, text).toBe(2)
      expect(text).toMatch(says)
      expect(text.match(/^error: /gm)).toHaveLength(1)
    } finally {
      undo?.()
    }
    expect(await world.madeHere(variables)).toEqual([])
    expect((await world.artifacts(variables)).filter((name) => name.startsWith('tool-kubectl'))).toEqual([])
  })

test('install-canary passes for an ordinary user with Docker and Node alone, by the first command of the README', async () => {
  const { code, text } = await world.npmRun(['runbook', 'install-canary'])
  expect(code, text.slice(-4000)).toBe(0)
  expect(text).toContain('published tools and images, because building from source needs root on Debian')
  expect(text).toMatch(/^ {2}.*Istio .*· toolchain published$/m)
})

// It finds tools and node image in the cache: with helm, the images are the same.
test('upgrade-helm passes for an ordinary user with Docker and Node alone', async () => {
  const report = join(world.home, 'tmp', 'upgrade-helm.json')
  const { code, text } = await world.npmRun(['runbook', 'upgrade-helm', '--', '--json', report])
  expect(code, text.slice(-4000)).toBe(0)
  const { versions, passed } = parseEvidence(report, await readFile(report, 'utf8'))
  expect(versions).toMatchObject({ toolchain: 'published', otherIstio: { '1.30': expect.any(String) } })
  expect(passed).toBe(true)
})

test('two first runs at once download each tool once, the one that breaks at half from there on', async () => {
  const { from } = kubectl()
  const serve = world.publishers.handlerOf(from)
  let broken = false
  world.publishers.answer(from, (request, response) => {
    if (broken || request.method === 'HEAD') return serve(request, response)
    broken = true
    response.writeHead(200, { 'content-length': 1000, etag: '"broken"' })
    response.write(Buffer.alloc(500), () => response.destroy())
  })
  world.publishers.requests.length = 0
  const cache = world.otherCache('two-runs')
  const prepare = ['cluster', 'prepare', '--', '--toolchain', 'published', '--with', 'helm,istio-1.30']
  for (const { code, text } of await Promise.all([0, 1].map(() => world.npmRun(prepare, cache))))
    expect(code, text.slice(-4000)).toBe(0)
  for (const tool of wantedTools(loadToolchain(), ['helm', 'istio-1.30'])) {
    const asked = world.publishers.requests.filter(
      (request) => request.startsWith('GET ') && request.split(' ')[1] === tool.from,
    )
    expect(asked.length, tool.name).toBe(tool.from === from ? 2 : 1)
  }
})
