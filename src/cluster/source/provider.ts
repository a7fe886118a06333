import { join } from 'node:path'
import { PROJECT } from '../../shared/root.ts'
import { directoryOf, type Part } from '../build/artifact.ts'
import type { Supplier } from '../provider.ts'
import { loadToolchain } from '../toolchain.ts'
import { charts } from './charts.ts'
import { envoyPart } from './envoy.ts'
import { istioSource } from './istio-source.ts'
import { nodeImage, nodeImageName } from './node-image.ts'
import { nodeRootfs } from './node-rootfs.ts'
import { cniPrograms, helm, programs } from './programs.ts'
import { sourceFaults } from './faults.ts'
import { toolsPart } from './tools.ts'
import { workloadRootfs } from './workload-rootfs.ts'

/** Builds everything from Go modules, PyPI and Debian packages: needs no container registry. */
export const sourceSupplier: Supplier = {
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
      envoy: envoyPart(pins),
      nodeRootfs: nodeRootfs(pins),
      workloadRootfs: workloadRootfs(),
      cni: needs.includes('cni') ? cniPrograms(pins, source) : undefined,
    })
    const helmPart = needs.includes('helm') ? helm(pins) : undefined
    const chartsPart = helmPart && charts(source, helmPart)
    const tools = toolsPart({ kubectl: compiled, istioctl: compiled, ...(helmPart ? { helm: helmPart } : {}) })
    return {
      parts: withUses([image, tools, ...(chartsPart ? [chartsPart] : [])]),
      supply: () => ({
        kind: join(directoryOf(compiled), 'bin/kind'),
        tools: join(directoryOf(tools), 'bin'),
        charts: chartsPart && directoryOf(chartsPart),
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

/** The parts and all they use, each once, a part after those it uses. */
function withUses(parts: readonly Part[]): Part[] {
  const found = new Map<string, Part>()
  const visit = (part: Part): void => {
    part.uses.forEach(visit)
    if (!found.has(directoryOf(part))) found.set(directoryOf(part), part)
  }
  parts.forEach(visit)
  return [...found.values()]
}
