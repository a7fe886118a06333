import { istioCrds } from '../src/istio/crds.ts'
import { prober } from '../src/istio/prober.ts'
import { check, podsOf, runbook } from '../src/runbook/index.ts'

export default runbook('gateway-per-revision', ({ step, traffic, allowLeftover }) => {
  traffic({
    from: 'install-minimal-canary',
    to: 'remove-canary',
    prober: (cluster) =>
      prober(cluster, {
        from: { namespace: 'outside', deployment: 'visitor' },
        url: 'http://edge-gateway.edge/hostname',
        host: 'payments.example.com',
      }),
  })
  // The shared gateway, until it is deleted.
  traffic({
    from: 'install-whole-canary',
    to: 'still-serving',
    prober: (cluster) =>
      prober(cluster, {
        from: { namespace: 'outside', deployment: 'visitor' },
        url: 'http://istio-ingressgateway.istio-system/hostname',
        host: 'payments.example.com',
      }),
  })
  for (const object of [
    'Pod istio-system/istio-ingressgateway-*',
    'ReplicaSet.apps istio-system/istio-ingressgateway-*',
    'Deployment.apps istio-system/istio-ingressgateway',
    'Service istio-system/istio-ingressgateway',
    'ServiceAccount istio-system/istio-ingressgateway-service-account',
    'Role.rbac.authorization.k8s.io istio-system/istio-ingressgateway-sds',
    'RoleBinding.rbac.authorization.k8s.io istio-system/istio-ingressgateway-sds',
    'HorizontalPodAutoscaler.autoscaling istio-system/istio-ingressgateway',
  ])
    allowLeftover(object, 'the gateway was deleted and made again')

  step('gateway-before', async ({ output }) => {
    await check(output, 'Deployment `istio-ingressgateway` is ready and belongs to revision `default`').hasRow(
      'istio-ingressgateway',
      '1/1',
      'default',
    )
  })

  step('install-whole-canary', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('Installation complete')
    await check(cluster.deployment('istio-system', 'istiod-canary')).isAvailable()
    await check(cluster.deployment('istio-system', 'istio-ingressgateway')).hasLabel('istio.io/rev', 'canary')
    await check(cluster.deployment('istio-system', 'istio-ingressgateway')).isAvailable()
  })

  step('gateway-taken', async ({ output }) => {
    await check(output, 'Deployment `istio-ingressgateway` belongs to revision `canary`').hasRow(
      'istio-ingressgateway',
      'canary',
    )
  })

  step('gateway-listens-to-canary', async ({ output }) => {
    await check(output, 'the shared gateway is connected to an `istiod-canary` pod').hasRow(
      podsOf('istio-ingressgateway', 'istio-system'),
      podsOf('istiod-canary'),
    )
  })

  step('still-serving', async ({ output }) => {
    await check(output).hasRow(podsOf('payments'))
  })

  step('uninstall-canary', async ({ cluster }) => {
    await check(cluster.deployment('istio-system', 'istiod-canary')).isAbsent()
    await check(cluster.deployment('istio-system', 'istio-ingressgateway')).isAbsent()
    await check(cluster.service('istio-system', 'istio-ingressgateway')).isAbsent()
  })

  step('gateway-gone', async ({ output }) => {
    await check(output).contains('deployments.apps "istio-ingressgateway" not found')
  })

  step('outage', async ({ output }) => {
    await check(output).contains('Could not resolve host: istio-ingressgateway.istio-system')
  })

  step('repair-gateway', { timeout: '5m' }, async ({ cluster }) => {
    await check(cluster.deployment('istio-system', 'istio-ingressgateway')).isAvailable()
    await check(cluster.deployment('istio-system', 'istio-ingressgateway')).hasLabel('istio.io/rev', 'default')
    await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
  })

  step('serving-again', async ({ output }) => {
    await check(output).hasRow(podsOf('payments'))
  })

  step('own-gateway', async ({ cluster }) => {
    await check(cluster.deployment('edge', 'edge-gateway')).isAvailable()
    await check(cluster.pods('edge', 'app=edge-gateway')).haveAnnotation('istio.io/rev', 'default')
    await check(cluster.object('networking.istio.io/v1', 'Gateway', 'edge', 'edge')).exists()
  })

  step('call-edge', async ({ output }) => {
    await check(output).hasRow(podsOf('payments'))
  })

  step('install-minimal-canary', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('Installation complete')
    await check(cluster.deployment('istio-system', 'istiod-canary')).isAvailable()
    await check(cluster.deployment('istio-system', 'istio-ingressgateway')).hasLabel('istio.io/rev', 'default')
    await check(cluster.pods('edge', 'app=edge-gateway')).haveAnnotation('istio.io/rev', 'default')
  })

  step('move-gateway', async ({ cluster }) => {
    await check(cluster.pods('edge', 'app=edge-gateway')).haveAnnotation('istio.io/rev', 'canary')
    await check(cluster.pods('edge', 'app=edge-gateway')).areReady(1)
  })

  step('gateway-moved', async ({ output }) => {
    await check(output, 'the gateway of `edge` is connected to an `istiod-canary` pod').hasRow(
      podsOf('edge-gateway', 'edge'),
      podsOf('istiod-canary'),
    )
  })

  step('move-gateway-back', async ({ cluster }) => {
    await check(cluster.pods('edge', 'app=edge-gateway')).haveAnnotation('istio.io/rev', 'default')
    await check(cluster.pods('edge', 'app=edge-gateway')).areReady(1)
  })

  step('remove-canary', async ({ cluster }) => {
    await check(cluster.deployment('istio-system', 'istiod-canary')).isAbsent()
    await check(cluster.deployment('istio-system', 'istio-ingressgateway')).isAvailable()
    await check(cluster.deployment('edge', 'edge-gateway')).isAvailable()
  })

  step('relabel-shared', async ({ cluster }) => {
    for (const name of istioCrds) await check(cluster.crd(name)).hasLabel('istio.io/rev', 'default')
  })

  step('delete-edge', async ({ cluster }) => {
    await check(cluster.namespace('edge')).isAbsent()
  })
})
