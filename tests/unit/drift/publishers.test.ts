import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { loadToolchain } from '../../../src/cluster/index.ts'
import { parseToolchain } from '../../../src/cluster/toolchain.ts'
import { askPublishers, candidatesOf, toolchainText } from '../../../src/drift/index.ts'
import { toolchainFile } from '../../../src/shared/root.ts'
import { setVariable } from '../../support/environment.ts'
import { DIGESTS, NEWER, offerNewer, offerPinned, release } from '../../support/made-up-drift.ts'
import { StandInPublishers } from '../../support/publishers.ts'

const pins = loadToolchain()
let publishers: StandInPublishers
let restore: () => void

test.beforeEach(async () => {
  publishers = new StandInPublishers()
  restore = setVariable('PROVING_GROUND_PUBLISHERS', await publishers.start())
})
test.afterEach(() => {
  restore()
  publishers.stop()
})

test('askPublishers takes the highest release by its numbers, whatever the order, and no draft, candidate or other tag', async () => {
  offerNewer(publishers)
  const { newest, nodeImage } = await askPublishers(pins, undefined)
  const { otherIstio, ...rest } = NEWER
  expect(newest).toEqual({ ...rest, otherIstio: { '1.30': otherIstio } })
  expect(nodeImage).toBe(`docker.io/kindest/node:v${NEWER.kubernetesImage}@${DIGESTS.newer}`)
  expect(publishers.requests.map(({ token }) => token)).toEqual([undefined, undefined, undefined, undefined])
})

test('askPublishers gives the token to GitHub alone', async () => {
  offerNewer(publishers)
  await askPublishers(pins, 't0ken')
  const withToken = publishers.requests.filter(({ token }) => token === 'Bearer t0ken')
  expect(withToken.map(({ line }) => line)).toEqual([
    'GET /api.github.com/repos/istio/istio/releases',
    'GET /api.github.com/repos/kubernetes-sigs/kind/releases',
  ])
})

const faults: [what: string, change: () => void, says: RegExp][] = [
  [
    'a refusal, with what it says',
    () => answer('api.github.com/repos/istio/istio/releases', 'API rate limit\nexceeded', 403),
    /istio\/releases\S*: answered 403 Forbidden: API rate limit exceeded$/,
  ],
  [
    'a page in place of a list',
    () => answer('api.github.com/repos/istio/istio/releases', '<html>Log in</html>'),
    /istio\/releases\S*: is no list of releases/,
  ],
  [
    'a list of another shape',
    () => answer('api.github.com/repos/kubernetes-sigs/kind/releases', '[{"tag": "v1.0.0"}]'),
    /kind\/releases\S*: is no list of releases/,
  ],
  ['a list without a release', () => publishers.releases('istio/istio', []), /istio\/releases\S*: names no release$/],
  [
    'a list without the pinned minor version',
    () => publishers.releases('istio/istio', [release('1.99.0')]),
    /istio\/releases\S*: names no release of Istio 1\.31$/,
  ],
  [
    'notes of kind without an image',
    () => publishers.releases('kubernetes-sigs/kind', [release('v0.40.0', { body: null })]),
    /the notes of v0\.40\.0 name no node image by digest/,
  ],
  [
    'a version that is none',
    () => answer('dl.k8s.io/release/stable.txt', '<Error>NoSuchKey</Error>'),
    /dl\.k8s\.io\/release\/stable\.txt: is no version of Kubernetes: "<Error>/,
  ],
  ['nobody at the address', () => publishers.stop(), /releases\S*: cannot be reached \(.*\); try again later$/],
]
for (const [what, change, says] of faults) {
  test(`askPublishers names the address and what is wrong there: ${what}`, async () => {
    offerNewer(publishers)
    change()
    await expect(askPublishers(pins, undefined)).rejects.toThrow(says)
  })
}

function answer(path: string, text: string, status = 200): void {
  publishers.answers.set(path, { status, text })
}

test('candidatesOf makes a run for each part that is newer, with all else as it is pinned', async () => {
  offerNewer(publishers)
  const candidates = candidatesOf(pins, await askPublishers(pins, undefined))
  const { istio, otherIstio, kubernetes, nodeImage } = pins.published
  const pinned = { istio, otherIstio, kind: pins.kind, kubernetes }
  expect(candidates).toEqual([
    {
      name: 'istio-patch',
      versions: { ...pinned, istio: NEWER.istioPatch, otherIstio: { '1.30': NEWER.otherIstio } },
      nodeImage,
    },
    { name: 'istio-minor', versions: { ...pinned, istio: NEWER.istio }, nodeImage },
    {
      name: 'kubernetes',
      versions: { ...pinned, kind: NEWER.kind, kubernetes: NEWER.kubernetesImage },
      nodeImage: expect.stringContaining(DIGESTS.newer),
    },
  ])
})

test('candidatesOf makes no run where what is pinned is the newest', async () => {
  offerPinned(publishers)
  expect(candidatesOf(pins, await askPublishers(pins, undefined))).toEqual([])
})

test('candidatesOf makes no run of a kind or an Istio that is older than what is pinned', async () => {
  offerPinned(publishers)
  publishers.releases('kubernetes-sigs/kind', [release('v0.9.9', { body: `kindest/node:v1.9.0@${DIGESTS.older}` })])
  publishers.releases('istio/istio', [release('1.31.0'), release('1.30.0')])
  expect(candidatesOf(pins, await askPublishers(pins, undefined))).toEqual([])
})

test('toolchainText is the project’s toolchain.yaml with the versions of the candidate', async () => {
  offerNewer(publishers)
  const text = readFileSync(toolchainFile(), 'utf8')
  for (const candidate of candidatesOf(pins, await askPublishers(pins, undefined))) {
    const { versions, nodeImage } = candidate
    const { istio, otherIstio, kubernetes, kind } = versions
    expect(parseToolchain(toolchainText(text, candidate))).toEqual({
      ...pins,
      kind,
      published: { ...pins.published, istio, otherIstio, kubernetes, nodeImage },
    })
  }
})
