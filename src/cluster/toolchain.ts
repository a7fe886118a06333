import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { PROJECT } from '../root.ts'

const version = z.string().regex(/^\d+\.\d+\.\d+$/, 'is three numbers')

const schema = z.strictObject({
  istio: z.strictObject({
    /** The version of the Go module `istio.io/istio`. */
    module: z.string(),
    /** What `istioctl version` prints, and the tag of the images. */
    version: z.string(),
  }),
  kubernetes: version,
  kind: version,
  etcd: version,
  /** The tag that kubeadm asks for. */
  etcdImage: z.string(),
  coredns: version,
  pause: version,
  envoy: z.strictObject({
    version,
    /** SHA-256 of the wheel, in hex. */
    sha256: z.string().length(64),
  }),
  /** The test image of Kubernetes that the sample workload runs. */
  agnhost: version,
  helm: version,
})

export type Toolchain = z.infer<typeof schema>

/** The pinned versions. @throws Error that names the field of `toolchain.yaml` at fault */
export function loadToolchain(): Toolchain {
  const parsed = schema.safeParse(parse(readFileSync(join(PROJECT, 'toolchain.yaml'), 'utf8')))
  if (!parsed.success) throw new Error(`toolchain.yaml: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}
