import { join } from 'node:path'
import type { Artifact } from '../build/artifact.ts'
import { tool } from '../build/tool.ts'
import { CHARTS } from './release.ts'

/** Istio's charts as a Helm repository: packages and `index.yaml`, for any server of files. */
export function charts(istioSource: Artifact, helm: Artifact): Artifact {
  return {
    name: 'charts',
    title: 'Istio’s Helm charts',
    inputs: [CHARTS],
    dependsOn: [istioSource, helm],
    seconds: 2,
    cpuBound: false,
    build: async (context) => {
      const program = join(context.pathOf(helm), 'bin/helm')
      for (const chart of CHARTS) {
        const directory = join(context.pathOf(istioSource), 'istio/manifests/charts', chart)
        await tool([program, 'package', directory, '--destination', context.outDir], context)
      }
      await tool([program, 'repo', 'index', context.outDir], context)
    },
  }
}
