import { prober } from '../src/istio/prober.ts'
import { check, runbook } from '../src/runbook/index.ts'

export default runbook('break-webhook', ({ step, traffic, allowLeftover }) => {
  traffic({
    from: 'stop-istiod',
    to: 'no-replicas',
    prober: (cluster) =>
      prober(cluster, {
        from: { namespace: 'shop', deployment: 'client' },
        url: 'http://payments.payments:8080/hostname',
      }),
  })
  traffic({
    from: 'stop-istiod',
    to: 'no-replicas',
    prober: (cluster) =>
      prober(cluster, {
        from: { namespace: 'outside', deployment: 'visitor' },
        url: 'http://istio-ingressgateway.istio-system/hostname',
        host: 'payments.example.com',
      }),
  })
  for (const object of ['Pod payments/payments-*', 'ReplicaSet.apps payments/payments-*'])
    allowLeftover(object, 'the pods were replaced by a new ReplicaSet')
  allowLeftover('Deployment.apps payments/payments', 'a restart writes its time into the pod template')
  allowLeftover('Pod istio-system/istiod-*', 'istiod was started again')

  step('stop-istiod', async ({ cluster }) => {
    await check(cluster.pods('istio-system', 'app=istiod')).areAbsent()
  })

  step('restart-payments', async ({ cluster }) => {
    await check(cluster.deployment('payments', 'payments')).isRestarted()
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
    await check(cluster.pods('payments', 'app=payments')).areUnchanged()
  })

  step('rollout-stuck', async ({ output }) => {
    await check(output).contains('0 out of 2 new replicas have been updated')
  })

  step('events', async ({ output }) => {
    await check(output).contains('failed calling webhook "namespace.sidecar-injector.istio.io"')
    await check(output).contains('connect: connection refused')
  })

  step('deploy-outside', async ({ cluster }) => {
    await check(cluster.deployment('outside', 'bystander')).isAvailable()
  })

  step('failure-policy', async ({ output }) => {
    await check(
      output,
      'webhook `istio-revision-tag-default` calls Service `istiod` and has failure policy `Fail`',
    ).hasRow('istio-revision-tag-default', 'istiod', 'Fail')
  })

  step('no-endpoints', async ({ output }) => {
    await check(output).contains('istiod-')
    await check(output).contains('<unset>')
  })

  step('no-replicas', async ({ output }) => {
    await check(output, 'Deployment `istiod` has no replicas').hasRow('istiod', '0/0')
  })

  step('start-istiod', async ({ cluster }) => {
    await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
    await check(cluster.deployment('payments', 'payments')).isAvailable()
  })

  step('rollout-goes-on', async ({ output, cluster }) => {
    await check(output).contains('deployment "payments" successfully rolled out')
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
  })

  step('remove-bystander', async ({ cluster }) => {
    await check(cluster.deployment('outside', 'bystander')).isAbsent()
  })
})
