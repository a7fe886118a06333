import { expect, test } from '@playwright/test'
import { kindErrors } from '../../../src/cluster/lifecycle/kind.ts'

// The ends of what kind 0.33 printed when the engine went away, when the node was killed, and when no engine answered.
const ENGINE_GONE = `ERROR: failed to create cluster: command "docker run --name proving-ground-57e58443-control-plane --hostname proving-ground-57e58443-control-plane --label io.x-k8s.kind.role=control-plane --privileged --security-opt seccomp=unconfined --security-opt apparmor=unconfined --tmpfs /tmp --tmpfs /run --volume /var --volume /lib/modules:/lib/modules:ro -e KIND_EXPERIMENTAL_CONTAINERD_SNAPSHOTTER --detach --tty --label io.x-k8s.kind.cluster=proving-ground-57e58443 --net kind --restart=on-failure:1 --init=false --cgroupns=private --volume=/cache/cluster-states/proving-ground-57e58443:/proving-ground/owner/0/ed212c92df2decdf:ro --publish=127.0.0.1:36905:6443/TCP -e KUBECONFIG=/etc/kubernetes/admin.conf proving-ground/node:036a412cb7891f62" failed with error: exit status 125

Command Output: docker: error during connect: Post "http://%2Fvar%2Frun%2Fdocker.sock/v1.41/containers/create?name=proving-ground-57e58443-control-plane": EOF

Run 'docker run --help' for more information
`
const NODE_KILLED = `ERROR: failed to create cluster: failed to init node with kubeadm: command "docker exec --privileged proving-ground-b332cdc8-control-plane kubeadm init --config=/kind/kubeadm.conf --skip-token-print --v=6" failed with error: exit status 137

Command Output: I1126 07:53:30.804439     137 initconfiguration.go:262] loading configuration from "/kind/kubeadm.conf"
W1126 07:53:30.852963     137 initconfiguration.go:363] [config] WARNING: Ignored configuration document with GroupVersionKind kubeadm.k8s.io/v1beta4, Kind=JoinConfiguration
[init] Using Kubernetes version: v1.36.3
[certs] Using certificateDir folder "/etc/kubernetes/pki"
I1126 07:53:30.875085     137 certs.go:111] creating a new certificate authority for ca
`
const NO_ENGINE = `ERROR: failed to create cluster: failed to get docker info: command "docker info --format '{{json .}}'" failed with error: exit status 1

Command Output: {"ID":"","Containers":0,"Warnings":null}Cannot connect to the Docker daemon at unix:///run/none.sock. Is the docker daemon running?
`

test('kindErrors has the error of kind and of Docker, not the options of the command', () => {
  expect(kindErrors(` ✗ Preparing nodes\n${ENGINE_GONE}`)).toBe(
    'failed to create cluster: command "docker run …" failed with error: exit status 125\n' +
      '  docker: error during connect: Post "http://%2Fvar%2Frun%2Fdocker.sock/v1.41/containers/create?name=proving-ground-57e58443-control-plane": EOF',
  )
  expect(kindErrors(NO_ENGINE)).toBe(
    'failed to create cluster: failed to get docker info: command "docker info …" failed with error: exit status 1',
  )
})

test('kindErrors has only the error of kubeadm’s output', () => {
  const ended =
    'failed to create cluster: failed to init node with kubeadm: command "docker exec …" failed with error: exit status'
  expect(kindErrors(NODE_KILLED)).toBe(`${ended} 137`)
  // Further lines are as kubeadm writes them when a control plane does not come up.
  const failed =
    'error: error execution phase wait-control-plane: context deadline exceeded\nTo see the stack trace of this error execute with --v=5 or higher'
  expect(kindErrors(NODE_KILLED.replace('137\n', '1\n') + failed)).toBe(
    `${ended} 1\n  error: error execution phase wait-control-plane: context deadline exceeded`,
  )
})

test('kindErrors has nothing of an output without an error of kind', () => {
  expect(kindErrors('Creating cluster "x" ...\n • Preparing nodes 📦   ...\n')).toBe('')
})
