import { join } from 'node:path'
import { PROJECT } from '../../shared/root.ts'
import { directoryOf } from '../build/artifact.ts'
import type { Need, ToolchainProvider } from '../provider.ts'
import { PreconditionError } from '../../shared/precondition-error.ts'
import { nodeImageName } from '../node-image/names.ts'
import { otherKubernetes, otherTools, otherVersions } from '../other-versions.ts'
import { loadToolchain, type Toolchain } from '../toolchain.ts'
import { announcement, refuseDownloads } from './announcement.ts'
import { pulledImages, publishedNodeImage } from './node-image.ts'
import { chartsOfVersion, publishedCharts } from './charts.ts'
import { supplyTools, toolDirectory } from './fetched-tools.ts'
import { systemFault, wantedTools } from './tools.ts'

/** Takes tools from PATH or else from where their makers publish them, and images from their registries or mirrors: nothing is compiled. */
export const publishedToolchain: ToolchainProvider = {
  name: 'published',
  builders: [],
  faults: async () => [systemFault()].filter((fault) => fault !== undefined),
  plan: (needs, use = 'new cluster') => {
    const pins = loadToolchain()
    refuseOtherKubernetes(needs, pins)
    const { istio, kubernetes } = pins.published
    const minors = otherVersions(needs, pins)
    const supplied = supplyTools(wantedTools(pins, needs, use))
    const tools = toolDirectory(supplied, minors)
    const image = publishedNodeImage(pins, needs)
    const others = minors.map((minor) => pins.published.otherIstio[minor]!)
    const charts = needs.includes('helm') ? publishedCharts([istio, ...others]) : undefined
    const chartsOfOthers = charts && others.map((version) => chartsOfVersion(charts, version))
    const images = use === 'new cluster' ? { artifact: image, from: pulledImages(pins, needs) } : undefined
    const parts = { tools: supplied, charts, images }
    return {
      artifacts: [
        ...tools.dependsOn,
        tools,
        ...(charts ? [charts] : []),
        ...(chartsOfOthers ?? []),
        ...(images ? [images.artifact] : []),
      ],
      downloads: {
        refuse: () => refuseDownloads(parts),
        announce: (signal) => announcement(parts, signal),
      },
      ready: () => ({
        kind: join(directoryOf(tools), 'bin/kind'),
        tools: join(directoryOf(tools), 'bin'),
        charts: charts && directoryOf(charts),
        otherIstio: Object.fromEntries(
          minors.map((minor, i) => [
            minor,
            {
              tools: otherTools(directoryOf(tools), minor),
              charts: chartsOfOthers && directoryOf(chartsOfOthers[i]!),
            },
          ]),
        ),
        nodeImage: nodeImageName(image),
        kindConfig: join(PROJECT, 'supply/node/kind-published.yaml'),
        versions: {
          istio,
          ...(minors.length > 0
            ? { otherIstio: Object.fromEntries(minors.map((minor, i) => [minor, others[i]!])) }
            : {}),
          kubernetes,
          kind: pins.kind,
          envoy: `of Istio ${istio}`,
          toolchain: 'published',
        },
      }),
    }
  },
}

/** @throws PreconditionError for a Kubernetes that no published node image is pinned for */
function refuseOtherKubernetes(needs: readonly Need[], pins: Toolchain): void {
  const minor = otherKubernetes(needs)
  if (minor === undefined) return
  throw new PreconditionError(
    `no published node image is pinned for Kubernetes ${minor}, only for ${pins.published.kubernetes}; --toolchain source builds one`,
  )
}
