import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { loadToolchain, parseToolchain } from '../../../src/cluster/toolchain.ts'
import { keyOf } from '../../../src/cluster/build/artifact.ts'
import { withKubernetes } from '../../../src/cluster/other-versions.ts'
import { publishedToolchain } from '../../../src/cluster/published/provider.ts'
import { sourceToolchain } from '../../../src/cluster/source/provider.ts'
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

test('supply/kubernetes-1.35/go.mod and those beside it have the versions of toolchain.yaml', () => {
  expect(Object.keys(pins.otherKubernetes)).not.toEqual([])
  for (const [minor, other] of Object.entries(pins.otherKubernetes)) {
    const found = requirements(`supply/kubernetes-${minor}/go.mod`)
    expect(Object.fromEntries(found)).toMatchObject({
      'k8s.io/kubernetes': `v${other.kubernetes}`,
      'k8s.io/client-go': `v0${other.kubernetes.slice(1)}`,
      'go.etcd.io/etcd/server/v3': `v${other.etcd}`,
      'github.com/coredns/coredns': `v${other.coredns}`,
    })
  }
})

test('withKubernetes puts another Kubernetes and what its kubeadm asks for in place of the default', () => {
  const [minor, other] = Object.entries(pins.otherKubernetes)[0]!
  expect(withKubernetes(['helm', `kubernetes-${minor}`], pins)).toEqual({ ...pins, ...other })
  expect(withKubernetes(['helm'], pins)).toBe(pins)
  expect(() => withKubernetes(['kubernetes-1.20'], pins)).toThrow(
    /^there is no Kubernetes 1\.20 in toolchain\.yaml; there are 1\.36 \(the default\) and 1\.35$/,
  )
})

test('the source toolchain builds another Kubernetes on its own, and the default does not change', () => {
  const keys = (needs: Parameters<typeof sourceToolchain.plan>[0]) =>
    sourceToolchain.plan(needs).artifacts.map((artifact) => `${artifact.name}-${keyOf(artifact)}`)
  const [minor] = Object.keys(pins.otherKubernetes)
  const added = keys([`kubernetes-${minor}`]).filter((key) => !keys([]).includes(key))
  expect(added.map((key) => key.replace(/-[0-9a-f]{16}$/, '')).toSorted()).toEqual(
    [`kubernetes-${minor}`, 'node-image', 'node-rootfs', 'tools'].toSorted(),
  )
  expect(() => publishedToolchain.plan([`kubernetes-${minor}`])).toThrow(/no published node image is pinned/)
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
