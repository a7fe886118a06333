import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { CHARTS, stampCharts } from '../../../src/cluster/source/release.ts'

const CHART = 'apiVersion: v2\nname: x\n# This version is never actually shipped.\nversion: 1.0.0\nappVersion: 1.0.0\n'
const VALUES =
  '    # Builds of tests are on registry.istio.io/testing.\n    hub: registry.istio.io/testing\n    tag: latest\n'

let copy: string
const file = (chart: string, name: string) => join(copy, 'manifests/charts', chart, name)
test.beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), 'istio-'))
  for (const chart of [...CHARTS, 'gateways/istio-ingress', 'gateways/istio-egress']) {
    await mkdir(join(copy, 'manifests/charts', chart), { recursive: true })
    await writeFile(file(chart, 'Chart.yaml'), CHART)
    await writeFile(file(chart, 'values.yaml'), VALUES)
  }
})
test.afterEach(() => rm(copy, { recursive: true }))

test('stampCharts gives charts the version, the registry and the tag of the release', async () => {
  await stampCharts(copy, { version: '1.31.0' })
  for (const chart of ['base', 'gateways/istio-ingress']) {
    expect(await readFile(file(chart, 'Chart.yaml'), 'utf8')).toBe(CHART.replaceAll('1.0.0', '1.31.0'))
    expect(await readFile(file(chart, 'values.yaml'), 'utf8')).toContain('hub: docker.io/istio\n    tag: 1.31.0\n')
  }
})

for (const [what, name, text] of [
  ['version', 'Chart.yaml', 'version: "1.0.0"\n  dependencies: [{ version: 1.0.0 }]\n'],
  ['registry', 'values.yaml', 'hub: gcr.io/istio-testing\n'],
  ['tag', 'values.yaml', 'image: { tag: "x", other: latest }\n'],
] as const) {
  test(`stampCharts refuses a chart that still has the ${what} of tests, with its file`, async () => {
    await writeFile(file('ztunnel', name), text)
    await expect(stampCharts(copy, { version: '1.31.0' })).rejects.toThrow(`ztunnel/${name} still says “`)
  })
}
