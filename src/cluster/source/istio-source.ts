import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PROJECT } from '../../root.ts'
import type { Part } from '../part.ts'
import { tool } from '../tool.ts'
import type { Toolchain } from '../toolchain.ts'

/**
 * A copy of Istio's module whose charts leave the Prometheus provider off: it needs filters that only Istio's own build
 * of Envoy has. The documented commands can then do without a flag for it.
 */
export function istioSource(pins: Toolchain): Part {
  return {
    name: 'istio-source',
    title: 'Istio’s source',
    inputs: [pins.istio.module, PATCHES],
    uses: [],
    seconds: 15,
    busy: false,
    build: async (work) => {
      const module = `istio.io/istio@${pins.istio.module}`
      const cwd = join(PROJECT, 'supply')
      const json = await tool(['go', 'mod', 'download', '-json', module], { ...work, cwd })
      const { Dir } = JSON.parse(json) as { Dir: string }
      const copy = join(work.to, 'istio')
      await tool(['cp', '-r', Dir, copy], work)
      await tool(['chmod', '-R', 'u+w', copy], work)
      for (const patch of PATCHES) await apply(copy, patch)
    },
  }
}

const PATCHES = [
  {
    file: 'manifests/charts/istio-control/istio-discovery/values.yaml',
    from: '  telemetry:\n    enabled: true\n',
    to: '  telemetry:\n    enabled: false\n',
  },
]

async function apply(copy: string, { file, from, to }: (typeof PATCHES)[number]): Promise<void> {
  const path = join(copy, file)
  const text = await readFile(path, 'utf8')
  if (text.split(from).length !== 2) throw new Error(`${file} does not hold the text to change exactly once`)
  await writeFile(path, text.replace(from, to))
}
