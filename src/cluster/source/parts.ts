import type { Toolchain } from '../toolchain.ts'
import { goPart } from './go.ts'
import { istioSource } from './istio-source.ts'

/** The programs that are compiled here, from the pinned modules. */
export function goParts(pins: Toolchain) {
  const istio = istioSource(pins)
  const istioVersion = {
    'istio.io/istio/pkg/version.buildVersion': pins.istio.version,
    'istio.io/istio/pkg/version.buildTag': pins.istio.version,
    'istio.io/istio/pkg/version.buildHub': 'registry.istio.io/release',
    'istio.io/istio/pkg/version.buildGitRevision': pins.istio.module.split('-').at(-1)!,
    'istio.io/istio/pkg/version.buildStatus': 'Clean',
  }
  const replace = (work: { of(part: typeof istio): string }) => ({ 'istio.io/istio': `${work.of(istio)}/istio` })
  const agentTags = 'agent,disable_pgv,grpcnotrace,retrynotrace'
  return {
    kind: goPart({
      name: 'kind',
      title: `kind ${pins.kind}`,
      module: 'kind',
      builds: [{ packages: ['sigs.k8s.io/kind'] }],
      seconds: 10,
    }),
    kubernetes: goPart({
      name: 'kubernetes',
      title: `Kubernetes ${pins.kubernetes}`,
      module: 'kubernetes',
      builds: [
        {
          packages: [
            ...[
              'kubeadm',
              'kubelet',
              'kube-apiserver',
              'kube-controller-manager',
              'kube-scheduler',
              'kube-proxy',
              'kubectl',
            ].map((command) => `k8s.io/kubernetes/cmd/${command}`),
            'k8s.io/kubernetes/test/images/agnhost',
          ],
          variables: kubernetesVersion(pins.kubernetes),
        },
      ],
      seconds: 340,
    }),
    etcd: goPart({
      name: 'etcd',
      title: `etcd ${pins.etcd}`,
      module: 'etcd',
      builds: [{ packages: ['go.etcd.io/etcd/server/v3'] }],
      seconds: 25,
    }),
    coredns: goPart({
      name: 'coredns',
      title: `CoreDNS ${pins.coredns}`,
      module: 'coredns',
      builds: [{ packages: ['.'] }],
      seconds: 40,
    }),
    pause: goPart({ name: 'pause', title: 'pause', module: 'pause', builds: [{ packages: ['.'] }], seconds: 3 }),
    istio: goPart({
      name: 'istio',
      title: `Istio ${pins.istio.version}`,
      module: 'istio',
      builds: [
        {
          packages: ['istio.io/istio/istioctl/cmd/istioctl', 'istio.io/istio/pilot/cmd/pilot-discovery'],
          variables: istioVersion,
        },
        { packages: ['istio.io/istio/pilot/cmd/pilot-agent'], variables: istioVersion, tags: agentTags },
      ],
      seconds: 280,
      uses: [istio],
      replace,
    }),
    cni: goPart({
      name: 'istio-cni',
      title: 'Istio CNI node agent',
      module: 'istio',
      builds: [
        {
          packages: ['istio.io/istio/cni/cmd/install-cni', 'istio.io/istio/cni/cmd/istio-cni'],
          variables: istioVersion,
          tags: agentTags,
        },
      ],
      seconds: 60,
      uses: [istio],
      replace,
    }),
    helm: goPart({
      name: 'helm',
      title: `Helm ${pins.helm}`,
      module: 'helm',
      builds: [{ packages: ['helm.sh/helm/v4/cmd/helm'] }],
      seconds: 110,
    }),
  }
}

function kubernetesVersion(version: string): Record<string, string> {
  const [major = '', minor = ''] = version.split('.')
  const of = (name: string, value: string) =>
    ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].map((path) => [`${path}.${name}`, value])
  return Object.fromEntries([
    ...of('gitVersion', `v${version}`),
    ...of('gitMajor', major),
    ...of('gitMinor', minor),
    ...of('gitTreeState', 'clean'),
  ]) as Record<string, string>
}
