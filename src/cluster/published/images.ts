import { otherVersions } from '../other-versions.ts'
import type { Need } from '../provider.ts'
import { HUB } from '../source/release.ts'
import type { Toolchain } from '../toolchain.ts'

/**
 * The images that pods of the runs ask for by name, beside those that kind's node image has: of each version of Istio that is
 * needed, and of the sample workload. A page that asks for another one has its node pull it.
 */
export function wantedImages(pins: Toolchain, needs: readonly Need[]): string[] {
  const names = ['pilot', 'proxyv2', ...(needs.includes('cni') ? ['install-cni'] : [])]
  const istio = (hub: string, version: string) => names.map((name) => `${hub}/${name}:${version}`)
  return [
    ...istio(HUB, pins.published.istio),
    ...otherVersions(needs, pins).flatMap((minor) =>
      istio(pins.otherIstio[minor]!.hub, pins.published.otherIstio[minor]!),
    ),
    `registry.k8s.io/e2e-test-images/agnhost:${pins.agnhost}`,
  ]
}

/** Where an image is pulled from: the mirror of its registry, or the registry itself. */
export function placeOf(image: string, mirrors: Toolchain['mirrors']): string {
  const registry = image.slice(0, image.indexOf('/'))
  const mirror = mirrors[registry]
  return mirror === undefined ? image : `${mirror}${image.slice(registry.length)}`
}
