import { check, podsOf, runbook } from '../src/runbook/index.ts'
import type { Cluster } from '../src/kubernetes/index.ts'

export default runbook('istio-cni', ({ step }) => {
  step('create-locked', async ({ cluster }) => {
    await check(cluster.namespace('locked')).hasLabel('pod-security.kubernetes.io/enforce', 'restricted')
    await check(cluster.namespace('locked')).hasLabel('istio-injection', 'enabled')
  })

  step('deploy-web', async ({ cluster }) => {
    await check(cluster.deployment('locked', 'web')).hasField('status.unavailableReplicas', 1)
    await check(cluster.pods('locked', 'app=web')).areAbsent()
    await check(cluster.refusedPods('locked')).existWithPrefix('web-')
  })

  step('refused', async ({ output }) => {
    await check(output).contains('violates PodSecurity "restricted:latest"')
    await check(output).contains('NET_ADMIN')
  })

  step('install-cni', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('Installation complete')
    await check(agent(cluster)).hasField('status.numberAvailable', 1)
    await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
  })

  step('restart-web', async ({ cluster }) => {
    await check(cluster.deployment('locked', 'web')).isRestarted()
    await check(cluster.deployment('locked', 'web')).isAvailable()
    await check(cluster.pods('locked', 'app=web')).areReady(1)
    await check(cluster.pods('locked', 'app=web')).haveNativeSidecar('istio-proxy')
  })

  step('containers', async ({ output }) => {
    await check(output).equals('istio-validation istio-proxy | web')
  })

  step('connected', async ({ output }) => {
    await check(output, 'the `web` pod is listed, connected to an `istiod` pod').hasRow(
      podsOf('web', 'locked'),
      podsOf('istiod'),
    )
  })

  step('delete-locked', async ({ cluster }) => {
    await check(cluster.namespace('locked')).isAbsent()
  })

  step('remove-cni', { timeout: '5m' }, async ({ cluster }) => {
    await check(agent(cluster)).isAbsent()
    await check(cluster.pods('istio-system', 'k8s-app=istio-cni-node')).areAbsent()
    await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
  })
})

function agent(cluster: Cluster) {
  return cluster.object('apps/v1', 'DaemonSet', 'istio-cni-node', 'istio-system')
}
