import { join } from 'node:path'
import type { Part } from '../build/artifact.ts'
import { tool } from '../build/tool.ts'
import { CHARTS } from './release.ts'

/** Istio's charts as a Helm repository: packages and `index.yaml`, for any server of files. */
export function charts(istioSource: Part, helm: Part): Part {
  return {
    name: 'charts',
    title: 'Istio’s Helm charts',
    inputs: [CHARTS],
    uses: [istioSource, helm],
    seconds: 2,
    busy: false,
    build: async (work) => {
      const program = join(work.of(helm), 'bin/helm')
      for (const chart of CHARTS) {
        const directory = join(work.of(istioSource), 'istio/manifests/charts', chart)
        await tool([program, 'package', directory, '--destination', work.to], work)
      }
      await tool([program, 'repo', 'index', work.to], work)
    },
  }
}
