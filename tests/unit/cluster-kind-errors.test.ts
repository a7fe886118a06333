import { expect, test } from '@playwright/test'
import { kindErrors } from '../../src/cluster/kind.ts'

// As kind 0.33 wrote them: once when the engine went away, once when kubeadm gave up.
const ENGINE_GONE = `$ /parts/programs/bin/kind create cluster --name proving-ground-1f2e3d4c
Creating cluster "proving-ground-1f2e3d4c" ...
 • Preparing nodes 📦   ...
 ✗ Preparing nodes 📦 
ERROR: failed to create cluster: command "docker run --name proving-ground-1f2e3d4c-control-plane" failed with error: exit status 125

Command Output: docker: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?.
See 'docker run --help'.
Stack Trace: 
sigs.k8s.io/kind/pkg/errors.WithStack
	sigs.k8s.io/kind/pkg/errors/errors.go:59
github.com/spf13/cobra.(*Command).execute
	github.com/spf13/cobra/command.go:1015
main.main
	sigs.k8s.io/kind/main.go:25
runtime.main
	runtime/proc.go:290
`

test('of kind’s output its error is told, not Go’s stack', () => {
  expect(kindErrors(ENGINE_GONE)).toBe(
    'failed to create cluster: command "docker run --name proving-ground-1f2e3d4c-control-plane" failed with error: exit status 125\n' +
      '  docker: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?.',
  )
})
