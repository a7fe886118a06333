import { join } from 'node:path'
import type { Artifact } from '../build/artifact.ts'
import { tool } from '../build/tool.ts'
import { CHARTS } from './release.ts'

/**
 * Istio's charts as a Helm repository: packages and `index.yaml`, for any server of files.
 * @param name of the artifact; each set of versions has its own
 * @param sources of the versions whose charts it has
 */
export function charts(name: string, sources: readonly Artifact[], helm: Artifact): Artifact {
  return {
    name,
    title: 'Istio’s Helm charts',
    inputs: [CHARTS],
    dependsOn: [...sources, helm],
    seconds: 2 * sources.length,
    cpuBound: false,
    build: async (context) => {
      const program = join(context.pathOf(helm), 'bin/helm')
      for (const chart of sources.flatMap((source) => CHARTS.map((name) => directoryIn(source, name))))
        await tool([program, 'package', chart, '--destination', context.outDir], context)
      await tool([program, 'repo', 'index', context.outDir], context)

      function directoryIn(source: Artifact, chart: string): string {
        return join(context.pathOf(source), 'istio/manifests/charts', chart)
      }
    },
  }
}
