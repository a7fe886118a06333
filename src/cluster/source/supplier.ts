import { existsSync } from 'node:fs'
import { link, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { $ } from 'zx'
import { directoryOf, isBuilt, type Part } from '../part.ts'
import { loadToolchain } from '../toolchain.ts'
import type { Supply, Supplier } from '../supplier.ts'
import { goParts } from './parts.ts'
import { envoyPart } from './envoy.ts'
import { istioSource } from './istio-source.ts'
import { nodeImage, nodeImageName } from './node-image.ts'
import { nodeRootfs, workloadRootfs } from './rootfs.ts'
import { runcWrapper } from './runc-wrapper.ts'

/** Builds everything from Go modules, PyPI and Debian packages: needs no container registry. */
export const sourceSupplier: Supplier = {
  name: 'source',
  plan: (needs) => {
    const pins = loadToolchain()
    const go = goParts(pins)
    const image = nodeImage(pins, {
      kind: go.kind,
      kubernetes: go.kubernetes,
      etcd: go.etcd,
      coredns: go.coredns,
      pause: go.pause,
      istio: go.istio,
      istioSource: istioSource(pins),
      envoy: envoyPart(pins),
      nodeRootfs: nodeRootfs(),
      workloadRootfs: workloadRootfs(),
      runcWrapper: runcWrapper(),
      cni: needs.includes('cni') ? go.cni : undefined,
    })
    const tools = toolsPart({
      kubectl: go.kubernetes,
      istioctl: go.istio,
      ...(needs.includes('helm') ? { helm: go.helm } : {}),
    })
    return {
      parts: withUses([image, tools]),
      image: { part: image, name: nodeImageName(image), isThere: () => imageIsThere(nodeImageName(image)) },
      supply: (): Supply => ({
        kind: join(directoryOf(go.kind), 'bin/kind'),
        tools: join(directoryOf(tools), 'bin'),
        nodeImage: nodeImageName(image),
        versions: {
          istio: pins.istio.version,
          kubernetes: pins.kubernetes,
          kind: pins.kind,
          envoy: pins.envoy.version,
          supplier: 'source',
        },
      }),
    }
  },
}

/** A directory with exactly the tools that commands may use. */
function toolsPart(from: Readonly<Record<string, Part>>): Part {
  return {
    name: 'tools',
    title: `tools (${Object.keys(from).join(', ')})`,
    inputs: Object.keys(from),
    uses: Object.values(from),
    seconds: 1,
    busy: false,
    build: async (work) => {
      await mkdir(join(work.to, 'bin'))
      for (const [name, part] of Object.entries(from)) {
        await link(join(work.of(part), 'bin', name), join(work.to, 'bin', name))
      }
    },
  }
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

async function imageIsThere(name: string): Promise<boolean> {
  const { exitCode } = await $({ quiet: true, nothrow: true })`docker image inspect ${name}`
  return exitCode === 0
}

/** True when nothing needs to be built; the engine is not asked. */
export function partsAreBuilt(parts: readonly Part[]): boolean {
  return parts.every((part) => isBuilt(part) && existsSync(directoryOf(part)))
}
