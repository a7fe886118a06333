import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { loadToolchain, parseToolchain } from '../../../src/cluster/toolchain.ts'
import { PROJECT } from '../../../src/shared/root.ts'

const pins = loadToolchain()

test('supply/go.mod has the versions of toolchain.yaml', () => {
  const modules = {
    'k8s.io/kubernetes': `v${pins.kubernetes}`,
    'k8s.io/client-go': `v0${pins.kubernetes.slice(1)}`,
    'istio.io/istio': pins.istio.module,
    'go.etcd.io/etcd/server/v3': `v${pins.etcd}`,
    'github.com/coredns/coredns': `v${pins.coredns}`,
    'sigs.k8s.io/kind': `v${pins.kind}`,
  }
  const found = requirements('supply/go.mod')
  for (const [module, version] of Object.entries(modules))
    expect([module, found.get(module)]).toEqual([module, version])
  expect(requirements('supply/helm/go.mod').get('helm.sh/helm/v4')).toBe(`v${pins.helm}`)
})

test('parseToolchain refuses a wrong pin with the line and the name of its field', () => {
  const text = readFileSync(join(PROJECT, 'toolchain.yaml'), 'utf8')
  expect(() => parseToolchain(text.replace(/^kind: .*$/m, 'kind: latest'))).toThrow(
    /^toolchain\.yaml:\d+: kind: must be three numbers/,
  )
  expect(() => parseToolchain(text.replace(/^ {2}version: 1\.31.*$/m, '  version: 1.31-dev'))).toThrow(
    /^toolchain\.yaml:\d+: istio\.version: must be three numbers/,
  )
  expect(() => parseToolchain(`${text}\nkubctl: 1.2.3\n`)).toThrow(/^toolchain\.yaml:\d+: .*kubctl/)
})

function requirements(file: string): Map<string, string> {
  const text = readFileSync(join(PROJECT, file), 'utf8')
  const lines = text.matchAll(/^(?:require|\t)\s*(\S+) (v\S+)(?: \/\/ indirect)?$/gm)
  return new Map([...lines].map(([, module = '', version = '']) => [module, version]))
}
