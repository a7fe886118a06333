import { join } from 'node:path'
import { PROJECT } from '../../shared/root.ts'
import type { Artifact } from '../build/artifact.ts'
import type { Toolchain } from '../toolchain.ts'
import { goArtifact, placeWith, type GoBuild } from './go.ts'
import { linkVariables } from './release.ts'

const MODULE = { module: 'supply', files: ['go.mod', 'go.sum', 'coredns/main.go', 'pause/main.go'] }

/**
 * Every program that each runbook needs. Those with the same build tags are compiled by one call, so that Go packs the
 * work and compiles nothing twice. No tag chooses a package that others have without it, or what depends on it would be
 * compiled again: Istio's own build adds some for speed and size.
 */
export function programs(pins: Toolchain, istioSource: Artifact): Artifact {
  return goArtifact({
    ...MODULE,
    name: 'programs',
    title: `Kubernetes ${pins.kubernetes}, Istio ${pins.istio.version}, etcd, CoreDNS and kind`,
    builds: BUILDS,
    variables: { ...kubernetesVersion(pins.kubernetes), ...linkVariables(pins.istio) },
    seconds: 480,
    packages: 4300,
    dependsOn: [istioSource],
    place: (context) => placeWith(MODULE.module, { 'istio.io/istio': `${context.pathOf(istioSource)}/istio` }, context),
  })
}

/**
 * Kubernetes, etcd, CoreDNS and pause of another minor version: a Go module of its own, since one module has one version of a
 * library. It is built where the default is, with another go.mod: coredns and pause are the same programs.
 */
export function otherKubernetesPrograms(pins: Toolchain, minor: string): Artifact {
  const module = `supply/kubernetes-${minor}`
  return goArtifact({
    name: `kubernetes-${minor}`,
    title: `Kubernetes ${pins.kubernetes}, etcd and CoreDNS`,
    module,
    files: ['go.mod', 'go.sum', '../coredns/main.go', '../pause/main.go'],
    builds: [{ tags: 'disable_pgv', packages: [...KUBERNETES_PACKAGES, ...ASKED_FOR] }],
    variables: kubernetesVersion(pins.kubernetes),
    seconds: 300,
    place: async (context) => ({ ...(await placeWith(module, {}, context)), cwd: join(PROJECT, MODULE.module) }),
  })
}

const KUBERNETES = [
  'kubeadm',
  'kubectl',
  'kubelet',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kube-proxy',
]

const KUBERNETES_PACKAGES = KUBERNETES.map((command) => `k8s.io/kubernetes/cmd/${command}`)

/** What kubeadm asks for beside Kubernetes' own images. */
const ASKED_FOR = ['go.etcd.io/etcd/server/v3', './coredns', './pause']

/** The calls of `go build`, with their tags. */
export const BUILDS: readonly GoBuild[] = [
  {
    tags: 'disable_pgv',
    packages: [
      ...KUBERNETES_PACKAGES,
      'k8s.io/kubernetes/test/images/agnhost',
      'go.etcd.io/etcd/server/v3',
      'istio.io/istio/istioctl/cmd/istioctl',
      'istio.io/istio/pilot/cmd/pilot-discovery',
      'sigs.k8s.io/kind',
      './coredns',
      './pause',
    ],
  },
  { tags: 'agent,disable_pgv', packages: ['istio.io/istio/pilot/cmd/pilot-agent'] },
]

/** The same for the CNI node agent. */
export const CNI_BUILDS: readonly GoBuild[] = [
  {
    tags: 'agent,disable_pgv',
    packages: ['install-cni', 'istio-cni'].map((command) => `istio.io/istio/cni/cmd/${command}`),
  },
]

/** Istio's CNI node agent and plugin. */
export function cniPrograms(pins: Toolchain, istioSource: Artifact): Artifact {
  return goArtifact({
    ...MODULE,
    name: 'istio-cni',
    title: 'Istio CNI node agent',
    builds: CNI_BUILDS,
    variables: linkVariables(pins.istio),
    seconds: 30,
    dependsOn: [istioSource],
    place: (context) => placeWith(MODULE.module, { 'istio.io/istio': `${context.pathOf(istioSource)}/istio` }, context),
  })
}

/** Helm has a module of its own: its dependencies would raise those of the others. */
export function helm(pins: Toolchain): Artifact {
  return goArtifact({
    name: 'helm',
    title: `Helm ${pins.helm}`,
    module: 'supply/helm',
    files: ['go.mod', 'go.sum'],
    builds: [{ packages: ['helm.sh/helm/v4/cmd/helm'] }],
    // Without it, helm version prints no patch number.
    variables: { 'helm.sh/helm/v4/internal/version.version': `v${pins.helm}` },
    seconds: 100,
  })
}

function kubernetesVersion(version: string): Record<string, string> {
  const [major = '', minor = ''] = version.split('.')
  const values = { gitVersion: `v${version}`, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' }
  const packages = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']
  return Object.fromEntries(
    packages.flatMap((path) => Object.entries(values).map(([name, value]) => [`${path}.${name}`, value])),
  )
}
