import { prober } from '../src/istio/prober.ts'
import { check, podsOf, runbook } from '../src/runbook/index.ts'

export default runbook('break-control-plane', ({ step, traffic, allowLeftover }) => {
  traffic({
    from: 'install-too-large',
    to: 'repaired',
    prober: (cluster) =>
      prober(cluster, {
        from: { namespace: 'shop', deployment: 'client' },
        url: 'http://payments.payments:8080/hostname',
      }),
  })
  for (const object of ['Pod payments/payments-*', 'ReplicaSet.apps payments/payments-*'])
    allowLeftover(object, 'the pods were replaced by a new ReplicaSet')
  allowLeftover('Deployment.apps payments/payments', 'a restart writes its time into the pod template')
  allowLeftover('ReplicaSet.apps istio-system/istiod-*', 'a Deployment keeps the ReplicaSets of earlier specifications')

  step('install-too-large', { timeout: '3m' }, async ({ cluster, output }) => {
    await check(output).contains('failed to wait for resource')
    await check(cluster.deployment('istio-system', 'istiod')).isRestarted()
    await check(cluster.deployment('istio-system', 'istiod')).hasField('status.unavailableReplicas', 1)
  })

  step('looks-ready', async ({ output }) => {
    await check(output, 'Deployment `istiod` still has one available replica').hasRow('istiod', '1/1', '1', '1')
  })

  step('rollout-status', async ({ output }) => {
    await check(output).contains('1 old replicas are pending termination')
  })

  step('pending', async ({ output }) => {
    await check(output, 'an `istiod` pod in `istio-system` is pending').hasRow(
      'istio-system',
      podsOf('istiod'),
      'Pending',
    )
  })

  step('reason', async ({ output }) => {
    await check(output).hasRow(podsOf('istiod'), '0/1 nodes are available: 1 Insufficient cpu.')
  })

  step('asked', async ({ output }) => {
    await check(output, 'the request is 64 CPUs').hasRow('cpu:', '64')
  })

  step('room', async ({ output }) => {
    await check(output, 'the table of nodes has its header').hasRow('NODE', 'CPU', 'MEMORY')
    await check(output).contains('-control-plane')
  })

  step('still-injects', async ({ cluster }) => {
    await check(cluster.deployment('payments', 'payments')).isRestarted()
    await check(cluster.deployment('payments', 'payments')).isAvailable()
    await check(cluster.pods('payments', 'app=payments')).haveNativeSidecar('istio-proxy')
  })

  step('repair', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('Installation complete')
    await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
  })

  step('repaired', async ({ output, cluster }) => {
    await check(output).contains('deployment "istiod" successfully rolled out')
    await check(cluster.pods('istio-system', 'app=istiod')).areReady(1)
  })
})
