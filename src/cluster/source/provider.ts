import { join } from 'node:path'
import { PROJECT } from '../../shared/root.ts'
import { directoryOf, type Artifact } from '../build/artifact.ts'
import type { ToolchainProvider } from '../provider.ts'
import { loadToolchain } from '../toolchain.ts'
import { charts } from './charts.ts'
import { envoyArtifact } from './envoy.ts'
import { istioSource } from './istio-source.ts'
import { nodeImage, nodeImageName } from './node-image.ts'
import { nodeRootfs } from './node-rootfs.ts'
import { cniPrograms, helm, programs } from './programs.ts'
import { sourceFaults } from './requirements.ts'
import { toolsArtifact } from './tools.ts'
import { workloadRootfs } from './workload-rootfs.ts'

/** Builds everything from Go modules, PyPI and Debian packages: needs no container registry. */
export const sourceToolchain: ToolchainProvider = {
  name: 'source',
  faults: (_needs, building) => sourceFaults(building),
  builders: [['/usr/bin/mmdebstrap', 'mmdebstrap']],
  plan: (needs) => {
    const pins = loadToolchain()
    const source = istioSource(pins)
    const compiled = programs(pins, source)
    const image = nodeImage(pins, {
      programs: compiled,
      istioSource: source,
      envoy: envoyArtifact(pins),
      nodeRootfs: nodeRootfs(pins),
      workloadRootfs: workloadRootfs(),
      cni: needs.includes('cni') ? cniPrograms(pins, source) : undefined,
    })
    const helmArtifact = needs.includes('helm') ? helm(pins) : undefined
    const chartsArtifact = helmArtifact && charts(source, helmArtifact)
    const tools = toolsArtifact({
      kubectl: compiled,
      istioctl: compiled,
      ...(helmArtifact ? { helm: helmArtifact } : {}),
    })
    return {
      artifacts: withDependencies([image, tools, ...(chartsArtifact ? [chartsArtifact] : [])]),
      ready: () => ({
        kind: join(directoryOf(compiled), 'bin/kind'),
        tools: join(directoryOf(tools), 'bin'),
        charts: chartsArtifact && directoryOf(chartsArtifact),
        nodeImage: nodeImageName(image),
        kindConfig: join(PROJECT, 'supply/node/kind.yaml'),
        versions: {
          istio: pins.istio.version,
          kubernetes: pins.kubernetes,
          kind: pins.kind,
          envoy: pins.envoy.version,
          toolchain: 'source',
        },
      }),
    }
  },
}

/** The artifacts and all they use, each once, an artifact after those it uses. */
function withDependencies(artifacts: readonly Artifact[]): Artifact[] {
  const found = new Map<string, Artifact>()
  const visit = (artifact: Artifact): void => {
    artifact.dependsOn.forEach(visit)
    if (!found.has(directoryOf(artifact))) found.set(directoryOf(artifact), artifact)
  }
  artifacts.forEach(visit)
  return [...found.values()]
}
