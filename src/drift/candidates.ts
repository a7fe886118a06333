import { parseDocument } from 'yaml'
import { minorOf, type Toolchain } from '../cluster/index.ts'
import { parseToolchain } from '../cluster/toolchain.ts'
import type { Published } from './publishers.ts'
import type { Versions } from './schema.ts'
import { isNewer } from './versions.ts'

/** Versions to run the runbooks on, of which one part is newer than pinned: what fails there, that part has changed. */
export interface Candidate {
  /** `istio-patch`, `istio-minor`, `kubernetes` */
  name: string
  versions: Versions
  nodeImage: string
}

/** What the published toolchain is pinned to. */
export function pinnedVersions({ kind, published }: Toolchain): Versions {
  const { istio, otherIstio, kubernetes } = published
  return { istio, otherIstio, kind, kubernetes }
}

/** What there is to try: newer patches of Istio, a newer minor version of Istio, a newer kind with its Kubernetes. */
export function candidatesOf(pins: Toolchain, { newest, nodeImage }: Published): Candidate[] {
  const pinned = pinnedVersions(pins)
  const { otherIstio } = newest
  const patched = [
    isNewer(newest.istioPatch, pinned.istio),
    ...Object.entries(otherIstio).map(([minor, patch]) => isNewer(patch, pinned.otherIstio[minor]!)),
  ]
  const before = { nodeImage: pins.published.nodeImage }
  return [
    ...(patched.includes(true)
      ? [{ name: 'istio-patch', versions: { ...pinned, istio: newest.istioPatch, otherIstio }, ...before }]
      : []),
    ...(isNewer(newest.istio, pinned.istio) && minorOf(newest.istio) !== minorOf(pinned.istio)
      ? [{ name: 'istio-minor', versions: { ...pinned, istio: newest.istio }, ...before }]
      : []),
    ...(isNewer(newest.kind, pinned.kind) || isNewer(newest.kubernetesImage, pinned.kubernetes)
      ? [
          {
            name: 'kubernetes',
            versions: { ...pinned, kind: newest.kind, kubernetes: newest.kubernetesImage },
            nodeImage,
          },
        ]
      : []),
  ]
}

/**
 * The text of a toolchain.yaml with the versions of a candidate, for `PROVING_GROUND_TOOLCHAIN`.
 * @param text the project's own; everything else in it stays
 */
export function toolchainText(text: string, { name, versions, nodeImage }: Candidate): string {
  const document = parseDocument(text)
  document.setIn(['kind'], versions.kind)
  document.setIn(['published', 'istio'], versions.istio)
  for (const [minor, version] of Object.entries(versions.otherIstio))
    document.setIn(['published', 'otherIstio', minor], version)
  document.setIn(['published', 'kubernetes'], versions.kubernetes)
  document.setIn(['published', 'nodeImage'], nodeImage)
  const written = document.toString({ lineWidth: 0 })
  parseToolchain(written, `the toolchain of ${name}`)
  return written
}
