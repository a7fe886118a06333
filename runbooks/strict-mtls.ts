import { prober } from '../src/istio/prober.ts'
import { check, podsOf, runbook } from '../src/runbook/index.ts'

export default runbook('strict-mtls', ({ step, traffic, allowLeftover }) => {
  traffic({
    from: 'make-strict',
    to: 'remove-strict',
    prober: (cluster) =>
      prober(cluster, {
        from: { namespace: 'shop', deployment: 'client' },
        url: 'http://payments.payments:8080/hostname',
      }),
  })
  for (const kind of ['Pod', 'ReplicaSet.apps']) {
    allowLeftover(`${kind} outside/visitor-*`, 'the visitor was replaced twice, and each time by a new ReplicaSet')
  }
  allowLeftover('Deployment.apps outside/visitor', 'a restart writes its time into the pod template')

  step('plain-before', async ({ output }) => {
    await check(output).hasRow(podsOf('payments'))
  })

  step('describe-before', async ({ output }) => {
    await check(output).contains('Workload mTLS mode: PERMISSIVE')
  })

  step('make-strict', async ({ cluster }) => {
    await check(cluster.object('security.istio.io/v1', 'PeerAuthentication', 'default', 'payments')).exists()
  })

  step('plain-refused', async ({ output }) => {
    await check(output).contains('Recv failure: Connection reset by peer')
  })

  step('mesh-goes-on', async ({ output }) => {
    await check(output).hasRow(podsOf('payments'))
  })

  step('make-permissive', async ({ cluster }) => {
    const policy = cluster.object('security.istio.io/v1', 'PeerAuthentication', 'default', 'payments')
    await check(policy).hasField('spec.mtls.mode', 'PERMISSIVE')
  })

  step('plain-again', async ({ output }) => {
    await check(output).hasRow(podsOf('payments'))
  })

  step('enroll-outside', async ({ cluster }) => {
    await check(cluster.namespace('outside')).hasLabel('istio-injection', 'enabled')
  })

  step('restart-visitor', async ({ cluster }) => {
    await check(cluster.pods('outside', 'app=visitor')).haveNativeSidecar('istio-proxy')
    await check(cluster.pods('outside', 'app=visitor')).areReady(1)
  })

  step('make-strict-again', async ({ cluster }) => {
    const policy = cluster.object('security.istio.io/v1', 'PeerAuthentication', 'default', 'payments')
    await check(policy).hasField('spec.mtls.mode', 'STRICT')
  })

  step('visitor-goes-on', async ({ output }) => {
    await check(output).hasRow(podsOf('payments'))
  })

  step('describe-after', async ({ output }) => {
    await check(output).contains('Workload mTLS mode: STRICT')
    await check(output).contains('default.payments')
  })

  step('remove-strict', async ({ cluster }) => {
    await check(cluster.object('security.istio.io/v1', 'PeerAuthentication', 'default', 'payments')).isAbsent()
  })

  step('put-outside-back', async ({ cluster }) => {
    await check(cluster.namespace('outside')).lacksLabel('istio-injection')
  })

  step('restart-visitor-back', async ({ cluster }) => {
    await check(cluster.pods('outside', 'app=visitor')).haveOnlyContainers('visitor')
    await check(cluster.pods('outside', 'app=visitor')).haveNoInitContainers()
    await check(cluster.pods('outside', 'app=visitor')).areReady(1)
  })
})
