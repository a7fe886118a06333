import { check, podsOf, runbook } from '../src/runbook/index.ts'

export default runbook('deploy-payments', ({ step }) => {
  step('create-payments', async ({ cluster }) => {
    await check(cluster.namespace('payments')).exists()
  })

  step('enroll-payments', async ({ cluster }) => {
    await check(cluster.namespace('payments')).hasLabel('istio-injection', 'enabled')
  })

  step('deploy-payments', async ({ cluster }) => {
    await check(cluster.deployment('payments', 'payments')).isAvailable()
    await check(cluster.service('payments', 'payments')).exists()
  })

  step('rollout-payments', async ({ output, cluster }) => {
    await check(output).equals('deployment "payments" successfully rolled out')
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
  })

  step('old-look', async ({ output }) => {
    await check(output).equals('payments\npayments')
  })

  step('new-look', async ({ output, cluster }) => {
    await check(output).equals('istio-init istio-proxy | payments\nistio-init istio-proxy | payments')
    await check(cluster.pods('payments', 'app=payments')).haveNativeSidecar('istio-proxy')
  })

  step('connected', async ({ output }) => {
    await check(output).hasRow(podsOf('payments', 'payments'), podsOf('istiod'))
    await check(output, 'both `payments` pods are listed, each connected to an `istiod` pod').hasRows(
      2,
      podsOf('payments', 'payments'),
      podsOf('istiod'),
    )
  })

  step('deploy-client', async ({ cluster }) => {
    await check(cluster.deployment('shop', 'client')).isAvailable()
    await check(cluster.pods('shop', 'app=client')).haveNativeSidecar('istio-proxy')
  })

  step('call-in-mesh', async ({ output }) => {
    await check(output).hasRow(podsOf('payments'))
  })

  step('publish', async ({ cluster }) => {
    await check(cluster.object('networking.istio.io/v1', 'Gateway', 'payments', 'payments')).exists()
    await check(cluster.object('networking.istio.io/v1', 'VirtualService', 'payments', 'payments')).exists()
  })

  step('deploy-visitor', async ({ cluster }) => {
    await check(cluster.deployment('outside', 'visitor')).isAvailable()
    await check(cluster.pods('outside', 'app=visitor')).haveOnlyContainers('visitor')
  })

  step('call-through-gateway', async ({ output }) => {
    await check(output).hasRow(podsOf('payments'))
  })

  step('delete-outside', async ({ cluster }) => {
    await check(cluster.namespace('outside')).isAbsent()
  })

  step('delete-payments', async ({ cluster }) => {
    await check(cluster.namespace('payments')).isAbsent()
  })

  step('delete-shop', async ({ cluster }) => {
    await check(cluster.namespace('shop')).isAbsent()
  })
})
