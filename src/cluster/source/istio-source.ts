import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PROJECT } from '../../shared/root.ts'
import type { Artifact } from '../build/artifact.ts'
import { tool } from '../build/tool.ts'
import type { IstioPin } from '../toolchain.ts'
import { CHARTS, chartEdits, stampCharts } from './release.ts'

/**
 * A copy of Istio's module with the edits that its releases have, and those that this build needs.
 * @param minor of a version beside the default
 */
export function istioSource(pin: IstioPin, minor?: string): Artifact {
  return {
    name: minor === undefined ? 'istio-source' : `istio-${minor}-source`,
    title: minor === undefined ? 'Istio’s source' : `Istio’s source, ${minor}`,
    inputs: [pin.module, PATCHES, CHARTS, chartEdits(pin).map((edit) => `${edit.from} ${edit.to}`)],
    dependsOn: [],
    seconds: 15,
    cpuBound: false,
    build: async (context) => {
      const module = `istio.io/istio@${pin.module}`
      const cwd = join(PROJECT, 'supply')
      const json = await tool(['go', 'mod', 'download', '-json', module], { ...context, cwd })
      const { Dir } = JSON.parse(json) as { Dir: string }
      const copy = join(context.outDir, 'istio')
      await tool(['cp', '-r', Dir, copy], context)
      await tool(['chmod', '-R', 'u+w', copy], context)
      for (const patch of PATCHES) await apply(copy, patch)
      await stampCharts(copy, pin)
    },
  }
}

/** Edits of the source that no release has. Each stands in `supply/differences.yaml`. */
export const PATCHES: readonly Patch[] = [
  // The Prometheus provider needs filters that only Istio's own build of Envoy has. Documented commands do without a flag.
  {
    file: 'manifests/charts/istio-control/istio-discovery/values.yaml',
    from: '  telemetry:\n    enabled: true\n',
    to: '  telemetry:\n    enabled: false\n',
  },
]

/** An edit of one file: a text that occurs exactly once, and its replacement. */
interface Patch {
  /** Below the module's directory. */
  file: string
  from: string
  to: string
}

async function apply(copy: string, { file, from, to }: Patch): Promise<void> {
  const path = join(copy, file)
  const text = await readFile(path, 'utf8')
  if (text.split(from).length !== 2) throw new Error(`${file} does not hold the text to change exactly once`)
  await writeFile(path, text.replace(from, to))
}
