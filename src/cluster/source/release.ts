import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { IstioPin } from '../toolchain.ts'

/**
 * What Istio's release builder puts into programs and charts (github.com/istio/release-builder: the registry in
 * `release/build.sh`, the environment of `make` in `pkg/util/command.go`, the charts in `pkg/build/helm.go`).
 */

/** The registry that releases since 1.31 ask for their images: the builder’s `DOCKER_HUB`. */
export const HUB = 'docker.io/istio'

/** The charts of Istio’s Helm repository, as directories below `manifests/charts` (`repoHelmCharts`). */
export const CHARTS = ['base', 'istio-control/istio-discovery', 'istio-cni', 'ztunnel', 'gateway'] as const

/** Charts that only `istioctl` renders; the builder writes the version into these, too (`helmCharts`). */
const ISTIOCTL_CHARTS = ['gateways/istio-ingress', 'gateways/istio-egress'] as const

/** Every edit that turns a chart of the repository into that of a release: file of the chart, pattern, replacement. */
export function chartEdits({
  version,
  chart = version,
  hub = HUB,
}: Omit<IstioPin, 'module'>): readonly { file: string; from: RegExp; to: string }[] {
  return [
    { file: 'Chart.yaml', from: /^version: .*$/gm, to: `version: ${chart}` },
    { file: 'Chart.yaml', from: /^appVersion: .*$/gm, to: `appVersion: ${version}` },
    { file: 'values.yaml', from: /\bhub: registry\.istio\.io\/testing/g, to: `hub: ${hub}` },
    { file: 'values.yaml', from: /\btag: latest/g, to: `tag: ${version}` },
  ]
}

/**
 * Makes the charts in a copy of Istio’s source those of the release.
 * @param copy the directory of the module
 * @throws Error that names a file that still has the registry or the tag of tests
 */
export async function stampCharts(copy: string, pin: Omit<IstioPin, 'module'>): Promise<void> {
  for (const chart of [...CHARTS, ...ISTIOCTL_CHARTS]) {
    const directory = join(copy, 'manifests/charts', chart)
    for (const { file, from, to } of chartEdits(pin)) {
      const path = join(directory, file)
      await writeFile(path, (await readFile(path, 'utf8')).replace(from, to))
    }
    await refuseUnstamped(join(directory, 'Chart.yaml'), /\b1\.0\.0\b/)
    await refuseUnstamped(join(directory, 'values.yaml'), /istio-testing|registry\.istio\.io\/testing|: latest\b/)
  }
}

/** Comments may name the registry of tests. */
async function refuseUnstamped(path: string, wrong: RegExp): Promise<void> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => !/^\s*#/.test(line))
  const line = lines.find((text) => wrong.test(text))
  if (line !== undefined)
    throw new Error(
      `${path} still says “${line.trim()}”: bring chartEdits up to what release-builder’s pkg/build/helm.go does`,
    )
}

/** The link variables of a release. The commit is the twelve digits at the end of the module’s version. */
export function linkVariables({ module, version, hub = HUB }: IstioPin): Record<string, string> {
  const values = {
    buildVersion: version,
    // With the registry and the version, istioctl asks for exactly these images without being told to.
    buildHub: hub,
    buildTag: version,
    buildGitRevision: module.split('-').at(-1)!,
    buildStatus: 'Clean',
  }
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`istio.io/istio/pkg/version.${name}`, value]),
  )
}
