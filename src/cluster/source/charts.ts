import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Part } from '../part.ts'
import { tool } from '../tool.ts'
import type { Toolchain } from '../toolchain.ts'

/** Directories below Istio's `manifests/charts`, as its releases publish them. */
const CHARTS = ['base', 'istio-control/istio-discovery', 'istio-cni', 'ztunnel', 'gateway']

/** Istio's charts as a Helm repository: packages and `index.yaml`, for any server of files. */
export function charts(pins: Toolchain, istioSource: Part, helm: Part): Part {
  return {
    name: 'charts',
    title: 'Istio’s Helm charts',
    inputs: [CHARTS, chartVersion(pins.istio.version), 'replace hub and tag'],
    uses: [istioSource, helm],
    seconds: 2,
    busy: false,
    build: async (work) => {
      const program = join(work.of(helm), 'bin/helm')
      const version = chartVersion(pins.istio.version)
      for (const chart of CHARTS) {
        const copy = join(work.to, 'chart')
        await cp(join(work.of(istioSource), 'istio/manifests/charts', chart), copy, { recursive: true })
        await release(join(copy, 'values.yaml'), pins.istio.version)
        const flags = ['--version', version, '--app-version', pins.istio.version, '--destination', work.to]
        await tool([program, 'package', copy, ...flags], work)
        await rm(copy, { recursive: true })
      }
      await tool([program, 'repo', 'index', work.to], work)
    },
  }
}

/**
 * Helm insists on three numbers. What makes this no release stands behind a `+`: behind a `-`, Helm would not find the
 * chart unless each documented command had `--devel`, which no release needs.
 */
function chartVersion(version: string): string {
  return version.replace(/^(\d+\.\d+)-/, '$1.0+')
}

/** Istio's release does the same: the charts in its repository name images of tests. */
async function release(values: string, version: string): Promise<void> {
  const text = await readFile(values, 'utf8')
  const changed = text
    .replaceAll('hub: registry.istio.io/testing', 'hub: registry.istio.io/release')
    .replaceAll('tag: latest', `tag: ${version}`)
  await writeFile(values, changed)
}
