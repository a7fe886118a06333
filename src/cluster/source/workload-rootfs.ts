import type { Artifact } from '../build/artifact.ts'
import { makeRootfs, rootfsInputs, type RootFilesystem } from './rootfs.ts'

/** What Istio's proxy, kube-proxy and the sample workload need around their binaries. */
const ROOTFS: RootFilesystem = {
  variant: 'extract',
  packages: 'busybox-static iptables iproute2 curl ca-certificates',
  finish: 'supply/workload/finish.sh',
}

/** The root file system that images of workloads stand on, as `rootfs.tar`. */
export function workloadRootfs(): Artifact {
  return {
    name: 'workload-rootfs',
    title: 'workload root file system',
    inputs: rootfsInputs(ROOTFS),
    dependsOn: [],
    seconds: 20,
    cpuBound: false,
    requires: 'packages',
    build: (context) => makeRootfs(ROOTFS, context),
  }
}
