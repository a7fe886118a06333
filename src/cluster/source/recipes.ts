import type { Part, Work } from '../part.ts'
import type { Toolchain } from '../toolchain.ts'
import type { ImageRecipe } from './images.ts'

/** The parts whose files go into images. */
export interface ImageParts {
  kubernetes: Part
  etcd: Part
  coredns: Part
  pause: Part
  istio: Part
  istioSource: Part
  envoy: Part
  /** Only when the CNI agent is needed. */
  cni: Part | undefined
}

/** The images of a node: Kubernetes' own, Istio's, the sample workload's. */
export function imageRecipes(pins: Toolchain, parts: ImageParts, work: Work): ImageRecipe[] {
  const kubernetes = (name: string): ImageRecipe => ({
    names: [`registry.k8s.io/${name}:v${pins.kubernetes}`],
    files: [{ from: `${work.of(parts.kubernetes)}/bin/${name}`, to: `/usr/local/bin/${name}` }],
    settings: [`ENV PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`, `ENTRYPOINT ["/usr/local/bin/${name}"]`],
    // kube-proxy calls iptables; the others bring all they need.
    base: name === 'kube-proxy' ? 'workload' : 'scratch',
  })
  const istioNames = (name: string) =>
    ['', '-distroless'].map((suffix) => `registry.istio.io/release/${name}:${pins.istio.version}${suffix}`)
  const istio = (file: string) => `${work.of(parts.istio)}/bin/${file}`
  const source = (file: string) => `${work.of(parts.istioSource)}/istio/${file}`
  return [
    ...['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'].map(kubernetes),
    {
      names: [`registry.k8s.io/etcd:${pins.etcdImage}`],
      files: [{ from: `${work.of(parts.etcd)}/bin/server`, to: '/usr/local/bin/etcd' }],
      settings: ['ENV PATH=/usr/local/bin'],
      base: 'scratch',
    },
    {
      names: [`registry.k8s.io/coredns/coredns:v${pins.coredns}`],
      files: [{ from: `${work.of(parts.coredns)}/bin/coredns`, to: '/coredns' }],
      settings: ['ENTRYPOINT ["/coredns"]'],
      base: 'workload',
    },
    {
      names: [`registry.k8s.io/pause:${pins.pause}`],
      files: [{ from: `${work.of(parts.pause)}/bin/pause`, to: '/pause' }],
      settings: ['USER 65535:65535', 'ENTRYPOINT ["/pause"]'],
      base: 'scratch',
    },
    {
      names: istioNames('pilot'),
      files: [{ from: istio('pilot-discovery'), to: '/usr/local/bin/pilot-discovery' }],
      settings: [
        // Both ask Envoy for filters that only Istio's own build of it has.
        'ENV PILOT_ENABLE_METADATA_EXCHANGE=false PILOT_ENABLE_ALPN_FILTER=false',
        'USER 1337:1337',
        'ENTRYPOINT ["/usr/local/bin/pilot-discovery"]',
      ],
      base: 'workload',
    },
    {
      names: istioNames('proxyv2'),
      files: [
        { from: `${work.of(parts.envoy)}/envoy/_bin/envoy`, to: '/usr/local/bin/envoy' },
        { from: istio('pilot-agent'), to: '/usr/local/bin/pilot-agent' },
        {
          from: source('tools/packaging/common/envoy_bootstrap.json'),
          to: '/var/lib/istio/envoy/envoy_bootstrap_tmpl.json',
        },
      ],
      settings: ['ENTRYPOINT ["/usr/local/bin/pilot-agent"]'],
      base: 'workload',
    },
    {
      names: [`registry.k8s.io/e2e-test-images/agnhost:${pins.agnhost}`],
      files: [{ from: `${work.of(parts.kubernetes)}/bin/agnhost`, to: '/agnhost' }],
      settings: ['ENTRYPOINT ["/agnhost"]', 'CMD ["pause"]'],
      base: 'workload',
    },
    ...(parts.cni ? [cniRecipe(istioNames('install-cni'), work.of(parts.cni), source)] : []),
  ]
}

function cniRecipe(names: string[], directory: string, source: (file: string) => string): ImageRecipe {
  return {
    names,
    files: [
      { from: `${directory}/bin/istio-cni`, to: '/opt/cni/bin/istio-cni' },
      { from: `${directory}/bin/install-cni`, to: '/usr/local/bin/install-cni' },
      { from: source('LICENSE'), to: '/LICENSE' },
    ],
    settings: [
      'WORKDIR /opt/cni/bin',
      'ENV PATH=/opt/cni/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'CMD ["/usr/local/bin/install-cni"]',
    ],
    base: 'workload',
  }
}
