import type { Artifact, BuildContext } from '../build/artifact.ts'
import type { Toolchain } from '../toolchain.ts'
import type { ImageRecipe } from './image-archive.ts'
import type { OtherIstio } from './other-istio.ts'
import { HUB } from './release.ts'

/** The artifacts whose files go into images. */
export interface ImageArtifacts {
  programs: Artifact
  /** Kubernetes, etcd, CoreDNS and pause: `programs` again but for a Kubernetes that is not the default. */
  kubernetes: Artifact
  istioSource: Artifact
  envoy: Artifact
  /** Only when the CNI agent is needed. */
  cni: Artifact | undefined
  /** Versions of Istio beside the default. */
  others: readonly OtherIstio[]
}

/** The images of a node: Kubernetes' own, Istio's, the sample workload's. */
export function imageRecipes(pins: Toolchain, artifacts: ImageArtifacts, of: BuildContext['pathOf']): ImageRecipe[] {
  const built: Built = {
    program: (file) => `${of(artifacts.programs)}/bin/${file}`,
    istioSource: (file) => `${of(artifacts.istioSource)}/istio/${file}`,
  }
  const envoy = `${of(artifacts.envoy)}/envoy/_bin/envoy`
  return [
    ...kubernetesRecipes(pins, (file) => `${of(artifacts.kubernetes)}/bin/${file}`),
    pilotRecipe(pins.istio.version, built),
    proxyRecipe(pins.istio.version, built, envoy),
    ...(artifacts.cni ? [cniRecipe(pins.istio.version, built, of(artifacts.cni))] : []),
    {
      names: [`registry.k8s.io/e2e-test-images/agnhost:${pins.agnhost}`],
      files: [{ from: built.program('agnhost'), to: '/agnhost' }],
      config: { Env: [PATH], Entrypoint: ['/agnhost'], Cmd: ['pause'] },
      base: 'workload',
    },
    ...artifacts.others.flatMap(({ version, programs, source, cni }) => {
      const other: Built = {
        program: (file) => `${of(programs)}/bin/${file}`,
        istioSource: (file) => `${of(source)}/istio/${file}`,
      }
      return [
        pilotRecipe(version, other),
        proxyRecipe(version, other, envoy),
        ...(cni ? [cniRecipe(version, other, of(cni))] : []),
      ]
    }),
  ]
}

interface Built {
  program(file: string): string
  istioSource(file: string): string
}

const PATH = 'PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

function kubernetesRecipes(pins: Toolchain, program: Built['program']): ImageRecipe[] {
  const control = (name: string): ImageRecipe => ({
    names: [`registry.k8s.io/${name}:v${pins.kubernetes}`],
    files: [{ from: program(name), to: `/usr/local/bin/${name}` }],
    config: { Env: [PATH], Entrypoint: [`/usr/local/bin/${name}`] },
    // kube-proxy calls iptables; the others bring all they need.
    base: name === 'kube-proxy' ? 'workload' : 'scratch',
  })
  return [
    ...['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'].map(control),
    {
      names: [`registry.k8s.io/etcd:${pins.etcdImage}`],
      files: [{ from: program('server'), to: '/usr/local/bin/etcd' }],
      config: { Env: [PATH] },
      base: 'scratch',
    },
    {
      names: [`registry.k8s.io/coredns/coredns:v${pins.coredns}`],
      files: [{ from: program('coredns'), to: '/coredns' }],
      config: { Env: [PATH], Entrypoint: ['/coredns'] },
      base: 'workload',
    },
    {
      names: [`registry.k8s.io/pause:${pins.pause}`],
      files: [{ from: program('pause'), to: '/pause' }],
      config: { Env: [PATH], Entrypoint: ['/pause'], User: '65535:65535' },
      base: 'scratch',
    },
  ]
}

/** The registry that releases of Istio ask, and that of 1.30, which the runbook that changes it begins with. */
const ISTIO_HUBS = [HUB, 'registry.istio.io/release']

/** Profiles that ask for the distroless variant get the same image, and installations from either registry too. */
function istioNames(name: string, version: string): string[] {
  return ISTIO_HUBS.flatMap((hub) => ['', '-distroless'].map((suffix) => `${hub}/${name}:${version}${suffix}`))
}

function pilotRecipe(version: string, { program }: Built): ImageRecipe {
  return {
    names: istioNames('pilot', version),
    files: [{ from: program('pilot-discovery'), to: '/usr/local/bin/pilot-discovery' }],
    config: {
      // Both settings ask Envoy for filters that only Istio's own build of it has.
      Env: [PATH, 'PILOT_ENABLE_METADATA_EXCHANGE=false', 'PILOT_ENABLE_ALPN_FILTER=false'],
      User: '1337:1337',
      Entrypoint: ['/usr/local/bin/pilot-discovery'],
    },
    base: 'workload',
  }
}

function proxyRecipe(version: string, { program, istioSource }: Built, envoy: string): ImageRecipe {
  return {
    names: istioNames('proxyv2', version),
    files: [
      { from: envoy, to: '/usr/local/bin/envoy' },
      { from: program('pilot-agent'), to: '/usr/local/bin/pilot-agent' },
      {
        from: istioSource('tools/packaging/common/envoy_bootstrap.json'),
        to: '/var/lib/istio/envoy/envoy_bootstrap_tmpl.json',
      },
    ],
    config: { Env: [PATH], Entrypoint: ['/usr/local/bin/pilot-agent'] },
    base: 'workload',
  }
}

function cniRecipe(version: string, { istioSource }: Built, directory: string): ImageRecipe {
  return {
    names: istioNames('install-cni', version),
    files: [
      { from: `${directory}/bin/istio-cni`, to: '/opt/cni/bin/istio-cni' },
      { from: `${directory}/bin/install-cni`, to: '/usr/local/bin/install-cni' },
      { from: istioSource('LICENSE'), to: '/LICENSE' },
    ],
    config: {
      Env: [`PATH=/opt/cni/bin:${PATH.slice('PATH='.length)}`],
      WorkingDir: '/opt/cni/bin',
      Cmd: ['/usr/local/bin/install-cni'],
    },
    base: 'workload',
  }
}
