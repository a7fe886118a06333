import { loadToolchain } from '../../src/cluster/index.ts'
import type { Drift, DriftRun } from '../../src/drift/index.ts'
import type { ListedRelease, StandInPublishers } from './publishers.ts'

/** Digests of node images that there are not. */
export const DIGESTS = { older: `sha256:${'a'.repeat(64)}`, newer: `sha256:${'b'.repeat(64)}` }

/** Releases after all that is pinned, by part. */
export const NEWER = {
  istioPatch: '1.31.10',
  istio: '1.32.1',
  otherIstio: '1.30.12',
  kind: '0.40.0',
  kubernetesImage: '1.38.2',
  kubernetes: '1.38.3',
  kubernetesPatch: '1.36.11',
}

export const release = (tag_name: string, more: Partial<ListedRelease> = {}): ListedRelease => ({
  ...{ tag_name, draft: false, prerelease: false },
  ...more,
})

/** Release notes as kind writes them, with Windows line endings, an image by tag alone and one whose digest was cut. */
const NOTES = [
  'New node images have been built for kind v0.40.0:',
  `- v1.37.9: \`kindest/node:v1.37.9@${DIGESTS.older}\``,
  `- v1.38.2: \`kindest/node:v1.38.2@${DIGESTS.newer}\``,
  '- v1.39.0: `kindest/node:v1.39.0`',
  '- v1.39.1: `kindest/node:v1.39.1@sha256:abc`',
].join('\r\n')

/** Lets the stand-in tell of releases that are newer than every pinned one, as disorderly as the real lists are. */
export function offerNewer(publishers: StandInPublishers): void {
  publishers.releases('istio/istio', [
    ...['1.31.9', NEWER.otherIstio, '1.31.2', NEWER.istioPatch, NEWER.istio, '1.32.0', '1.30.8'].map((tag) =>
      release(tag),
    ),
    release('1.33.0-rc.1', { prerelease: true }),
    release('1.33.0-alpha.ec33'),
    release('1.34.0', { draft: true }),
    release('1.35.0', { prerelease: true }),
    release('helm-1.99.0', { body: null }),
  ])
  publishers.releases('kubernetes-sigs/kind', [
    release('v0.33.0', { body: `kindest/node:v1.99.9@${DIGESTS.older}` }),
    release(`v${NEWER.kind}`, { body: NOTES }),
    release('v0.9.0'),
  ])
  publishers.answers.set('dl.k8s.io/release/stable.txt', { text: `v${NEWER.kubernetes}\n` })
  publishers.answers.set('dl.k8s.io/release/stable-1.36.txt', { text: `v${NEWER.kubernetesPatch}` })
}

/** Lets the stand-in tell of the pinned releases alone. */
export function offerPinned(publishers: StandInPublishers): void {
  const { kind, published } = loadToolchain()
  const { istio, otherIstio, kubernetes, nodeImage } = published
  publishers.releases(
    'istio/istio',
    [istio, ...Object.values(otherIstio)].map((tag) => release(tag)),
  )
  publishers.releases('kubernetes-sigs/kind', [release(`v${kind}`, { body: nodeImage })])
  for (const file of ['stable.txt', 'stable-1.36.txt'])
    publishers.answers.set(`dl.k8s.io/release/${file}`, { text: `v${kubernetes}\n` })
}

/** A drift run of two runbooks on a newer patch of Istio. */
export function madeUpDrift(results: DriftRun['results'], more: Partial<Drift> = {}): Drift {
  const pinned = { istio: '1.31.4', otherIstio: { '1.30': '1.30.8' }, kind: '0.33.0', kubernetes: '1.36.4' }
  return {
    schema: 1,
    at: '2026-11-23T04:17:00.000Z',
    address: 'https://git.example.org/team/course/actions/runs/7',
    pinned,
    newest: {
      istioPatch: '1.31.10',
      istio: '1.32.1',
      otherIstio: { '1.30': '1.30.12' },
      kind: '0.33.0',
      kubernetesPatch: '1.36.4',
      kubernetes: '1.37.1',
      kubernetesImage: '1.36.4',
    },
    runs: [{ name: 'istio-patch', versions: { ...pinned, istio: '1.31.10' }, results }],
    ...more,
  }
}
