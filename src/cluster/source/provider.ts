import { join } from 'node:path'
import { PROJECT } from '../../shared/root.ts'
import { directoryOf, type Artifact } from '../build/artifact.ts'
import type { ToolchainProvider } from '../provider.ts'
import { loadToolchain } from '../toolchain.ts'
import { otherKubernetes, otherTools, otherVersions, withKubernetes } from '../other-versions.ts'
import { charts } from './charts.ts'
import { envoyArtifact } from './envoy.ts'
import { istioSource } from './istio-source.ts'
import { nodeImageName } from '../node-image/names.ts'
import { nodeImage } from './node-image.ts'
import { nodeRootfs } from './node-rootfs.ts'
import { otherIstio, type OtherIstio } from './other-istio.ts'
import { cniPrograms, helm, otherKubernetesPrograms, programs } from './programs.ts'
import { sourceFaults } from './requirements.ts'
import { toolsArtifact } from './tools.ts'
import { workloadRootfs } from './workload-rootfs.ts'

/** Builds everything from Go modules, PyPI and Debian packages: needs no container registry. */
export const sourceToolchain: ToolchainProvider = {
  name: 'source',
  faults: (_needs, building) => sourceFaults(building),
  builders: [['/usr/bin/mmdebstrap', 'mmdebstrap']],
  plan: (needs, use = 'new cluster') => {
    const pins = withKubernetes(needs, loadToolchain())
    const source = istioSource(pins.istio)
    const others = otherVersions(needs, pins).map((minor) => otherIstio(pins, minor, needs.includes('cni')))
    const compiled = programs(loadToolchain(), source)
    const minor = otherKubernetes(needs)
    const kubernetes = minor === undefined ? compiled : otherKubernetesPrograms(pins, minor)
    const image = nodeImage(pins, {
      programs: compiled,
      kubernetes,
      istioSource: source,
      envoy: envoyArtifact(pins),
      nodeRootfs: nodeRootfs(pins),
      workloadRootfs: workloadRootfs(),
      cni: needs.includes('cni') ? cniPrograms(pins, source) : undefined,
      others,
    })
    const helmArtifact = needs.includes('helm') ? helm(pins) : undefined
    const repositories = helmArtifact && chartRepositories(source, others, helmArtifact)
    const tools = toolsArtifact(
      {
        kubectl: kubernetes,
        istioctl: compiled,
        ...(helmArtifact ? { helm: helmArtifact } : {}),
      },
      others,
    )
    return {
      artifacts: withDependencies([
        ...(use === 'new cluster' ? [image] : []),
        tools,
        ...(repositories ? [repositories.all, ...repositories.each] : []),
      ]),
      ready: () => ({
        kind: join(directoryOf(compiled), 'bin/kind'),
        tools: join(directoryOf(tools), 'bin'),
        charts: repositories && directoryOf(repositories.all),
        otherIstio: Object.fromEntries(
          others.map(({ minor }, i) => [
            minor,
            {
              tools: otherTools(directoryOf(tools), minor),
              charts: repositories && directoryOf(repositories.each[i]!),
            },
          ]),
        ),
        nodeImage: nodeImageName(image),
        kindConfig: join(PROJECT, 'supply/node/kind.yaml'),
        versions: {
          istio: pins.istio.version,
          ...(others.length > 0
            ? { otherIstio: Object.fromEntries(others.map(({ minor, version }) => [minor, version])) }
            : {}),
          kubernetes: pins.kubernetes,
          kind: pins.kind,
          envoy: pins.envoy.version,
          toolchain: 'source',
        },
      }),
    }
  },
}

/** Helm repositories: with the charts of all versions, and of each version beside the default alone. */
function chartRepositories(source: Artifact, others: readonly OtherIstio[], helmArtifact: Artifact) {
  const name = ['charts', ...others.map(({ minor }) => minor)].join('-with-')
  return {
    all: charts(name, [source, ...others.map((other) => other.source)], helmArtifact),
    each: others.map((other) => charts(`charts-${other.minor}`, [other.source], helmArtifact)),
  }
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
