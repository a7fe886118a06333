import { istioCrds } from '../src/istio/crds.ts'
import { prober } from '../src/istio/prober.ts'
import { check, podsOf, runbook } from '../src/runbook/index.ts'
import type { Cluster } from '../src/kubernetes/index.ts'

const payments = podsOf('payments', 'payments')
const client = podsOf('client', 'shop')
const gateway = podsOf('istio-ingressgateway', 'istio-system')

const MUTATING = 'MutatingWebhookConfiguration'
const VALIDATING = 'ValidatingWebhookConfiguration'

export default runbook('upgrade-canary-complete', ({ step, traffic, allowLeftover }) => {
  traffic({
    from: 'install-revision',
    to: 'versions-end',
    prober: (cluster) =>
      prober(cluster, {
        from: { namespace: 'outside', deployment: 'visitor' },
        url: 'http://istio-ingressgateway.istio-system/hostname',
        host: 'payments.example.com',
      }),
  })
  // The pod that sends these is replaced twice.
  for (const [from, to] of [
    ['install-revision', 'set-default'],
    ['relabel-payments', 'install-old'],
    ['restart-payments-back', 'versions-end'],
  ] as const)
    traffic({
      from,
      to,
      prober: (cluster) =>
        prober(cluster, {
          from: { namespace: 'shop', deployment: 'client' },
          url: 'http://payments.payments:8080/hostname',
        }),
    })

  for (const kind of ['Pod', 'ReplicaSet.apps'])
    for (const name of [
      'istio-system/istiod-*',
      'istio-system/istio-ingressgateway-*',
      'payments/payments-*',
      'shop/client-*',
    ])
      allowLeftover(`${kind} ${name}`, 'the pods were replaced')
  for (const name of ['payments/payments', 'shop/client'])
    allowLeftover(`Deployment.apps ${name}`, 'a restart writes its time into the pod template')
  for (const object of [
    'ClusterRole.rbac.authorization.k8s.io istio-reader-clusterrole-istio-system',
    'ClusterRole.rbac.authorization.k8s.io istiod-clusterrole-istio-system',
    'ClusterRole.rbac.authorization.k8s.io istiod-gateway-controller-istio-system',
    'ClusterRoleBinding.rbac.authorization.k8s.io istio-reader-clusterrole-istio-system',
    'ClusterRoleBinding.rbac.authorization.k8s.io istiod-clusterrole-istio-system',
    'ClusterRoleBinding.rbac.authorization.k8s.io istiod-gateway-controller-istio-system',
    'ConfigMap istio-system/istio',
    'ConfigMap istio-system/istio-sidecar-injector',
    'ConfigMap istio-system/values',
    'Deployment.apps istio-system/istiod',
    'HorizontalPodAutoscaler.autoscaling istio-system/istiod',
    'MutatingWebhookConfiguration.admissionregistration.k8s.io istio-sidecar-injector',
    'Role.rbac.authorization.k8s.io istio-system/istiod',
    'RoleBinding.rbac.authorization.k8s.io istio-system/istiod',
    'Service istio-system/istiod',
    'ServiceAccount istio-system/istiod',
    'ValidatingWebhookConfiguration.admissionregistration.k8s.io istio-validator-istio-system',
  ])
    allowLeftover(object, 'it belongs to the old control plane, which was deleted and made again')

  step('versions-before', async ({ output, versions }) => {
    await check(output).contains(`client version: ${versions.istio}`)
    await check(output).contains(`control plane version: ${versions.startIstio}`)
    await check(output).contains(`data plane version: ${versions.startIstio} (4 proxies)`)
  })

  step('install-revision', { timeout: '5m' }, async ({ cluster, vars, versions, output }) => {
    await check(output).contains('Installation complete')
    for (const name of istioCrds) await check(cluster.crd(name)).hasLabel('operator.istio.io/version', versions.istio)
    await check(cluster.deployment('istio-system', `istiod-${vars['REVISION']}`)).isAvailable()
    await check(cluster.deployment('istio-system', 'istiod')).isUnchanged()
    await check(cluster.deployment('istio-system', 'istio-ingressgateway')).isUnchanged()
    await check(tag(cluster)).hasLabel('istio.io/rev', 'default')
  })

  step('label-payments', async ({ cluster, vars }) => {
    await check(cluster.namespace('payments')).hasLabel('istio.io/rev', vars['REVISION']!)
    await check(cluster.namespace('payments')).lacksLabel('istio-injection')
  })

  step('restart-payments', { timeout: '5m' }, async ({ output, cluster, vars }) => {
    await check(output).contains('deployment "payments" successfully rolled out')
    await check(cluster.pods('payments', 'app=payments')).haveAnnotation('istio.io/rev', vars['REVISION']!)
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
  })

  step('set-default', async ({ cluster, vars }) => {
    const service = `istiod-${vars['REVISION']}`
    await check(tag(cluster)).hasLabel('istio.io/rev', vars['REVISION']!)
    await check(tag(cluster)).hasField('webhooks.0.clientConfig.service.name', service)
    await check(validator(cluster)).hasLabel('istio.io/rev', vars['REVISION']!)
    await check(validator(cluster)).hasField('webhooks.0.clientConfig.service.name', service)
  })

  step('restart-shop', { timeout: '5m' }, async ({ output, cluster, vars }) => {
    await check(output).contains('deployment "client" successfully rolled out')
    await check(cluster.pods('shop', 'app=client')).haveAnnotation('istio.io/rev', vars['REVISION']!)
    await check(cluster.pods('shop', 'app=client')).areReady(1)
  })

  step('relabel-payments', async ({ cluster }) => {
    await check(cluster.namespace('payments')).lacksLabel('istio.io/rev')
    await check(cluster.namespace('payments')).hasLabel('istio-injection', 'enabled')
    await check(cluster.pods('payments', 'app=payments')).areUnchanged()
  })

  step('gateway-alone', async ({ output }) => {
    await check(output, 'the gateway is listed, connected to an `istiod` pod').hasRow(gateway, podsOf('istiod'))
    await check(output, 'no `payments` pod is listed').lacksRow(payments)
    await check(output, 'the `client` pod is not listed').lacksRow(client)
  })

  step('too-early', async ({ output, cluster }) => {
    await check(output).contains('You are about to remove the following gateways: istio-ingressgateway')
    await check(output).contains('proxies pointing to the control plane revision default')
    await check(output, 'the list of proxies names both `payments` pods').hasRows(2, payments)
    await check(cluster.deployment('istio-system', 'istiod')).isUnchanged()
  })

  step('move-gateway', { timeout: '5m' }, async ({ cluster, vars, versions, output }) => {
    const deployment = cluster.deployment('istio-system', 'istio-ingressgateway')
    await check(output).contains('Installation complete')
    await check(deployment).isAvailable()
    await check(deployment).hasLabel('istio.io/rev', vars['REVISION']!)
    await check(deployment).hasLabel('operator.istio.io/version', versions.istio)
    await check(cluster.pods('istio-system', 'app=istio-ingressgateway')).haveAnnotation(
      'istio.io/rev',
      vars['REVISION']!,
    )
    await check(cluster.pods('istio-system', 'app=istio-ingressgateway')).areReady(1)
    await check(cluster.pods('istio-system', `app=istiod,istio.io/rev=${vars['REVISION']}`)).areUnchanged()
  })

  step('none-left', async ({ output }) => {
    await check(output, 'the table of proxies has its header').hasRow('NAME', 'CLUSTER', 'ISTIOD', 'VERSION')
    await check(output).lacks('istiod-')
  })

  step('uninstall-by-file', async ({ output, vars, cluster }) => {
    for (const name of ['istiod', `istiod-${vars['REVISION']}`, 'istio-ingressgateway'])
      await check(output).contains(`Not pruning object apps/v1, Kind=Deployment/${name}.istio-system`)
    await check(cluster.deployment('istio-system', `istiod-${vars['REVISION']}`)).isAvailable()
  })

  step('look-first', async ({ output, vars }) => {
    await check(output).contains('proxies pointing to the control plane revision default')
    await check(output, 'the list of proxies names both `payments` pods').hasRows(2, payments)
    await check(output).contains('Not pruning object apps/v1, Kind=Deployment/istiod.istio-system')
    for (const text of [
      'Deployment/istio-ingressgateway',
      vars['REVISION']!,
      'CustomResourceDefinition',
      'tag-default',
    ])
      await check(output).lacks(text)
  })

  step('retire', async ({ cluster, vars }) => {
    await check(cluster.deployment('istio-system', 'istiod')).isAbsent()
    await check(cluster.service('istio-system', 'istiod')).isAbsent()
    await check(cluster.object('admissionregistration.k8s.io/v1', MUTATING, 'istio-sidecar-injector')).isAbsent()
    await check(tag(cluster)).hasLabel('istio.io/rev', vars['REVISION']!)
    await check(validator(cluster)).exists()
    for (const name of istioCrds) await check(cluster.crd(name)).exists()
    await check(cluster.object('v1', 'Secret', 'istio-ca-secret', 'istio-system')).isUnchanged()
    await check(cluster.pods('istio-system', 'app=istio-ingressgateway')).areReady(1)
  })

  step('images', async ({ output, versions }) => {
    const proxy = `docker.io/istio/proxyv2:${versions.istio}`
    for (const namespace of ['payments', 'shop']) await check(output).hasRow(namespace, `${proxy},${proxy}`)
    await check(output).hasRow('istio-system', proxy)
    await check(output).hasRow('istio-system', `docker.io/istio/pilot:${versions.istio}`)
    await check(output).lacks(versions.startIstio!)
  })

  step('objects-left', async ({ output, vars, versions }) => {
    for (const name of [
      ...istioCrds,
      `istio-sidecar-injector-${vars['REVISION']}`,
      `istio-validator-${vars['REVISION']}-istio-system`,
    ])
      await check(output).hasRow(name, vars['REVISION']!, versions.istio)
    for (const name of ['istio-revision-tag-default', 'istiod-default-validator', 'istiod-revision-tag-default'])
      await check(output).hasRow(name, vars['REVISION']!, versions.startIstio!)
    await check(output, 'no object belongs to revision `default`').lacks(' default ')
  })

  step('drop-stale-label', async ({ cluster, vars }) => {
    for (const object of [tag(cluster), validator(cluster), tagService(cluster)]) {
      await check(object).lacksLabel('operator.istio.io/version')
      await check(object).hasLabel('istio.io/rev', vars['REVISION']!)
    }
  })

  step('nothing-old', async ({ output, vars, versions }) => {
    await check(output).hasRow(vars['REVISION']!, versions.istio)
    await check(output).lacks(versions.startIstio!)
    await check(output, 'no object belongs to revision `default`').lacks(' default ')
  })

  step('versions-after', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${versions.istio}`)
    await check(output).contains(`data plane version: ${versions.istio} (4 proxies)`)
    await check(output).lacks(versions.startIstio!)
  })

  step('install-old', { timeout: '5m' }, async ({ cluster, vars, versions, output }) => {
    await check(output).contains('Installation complete')
    await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
    await check(cluster.deployment('istio-system', 'istio-ingressgateway')).isAvailable()
    await check(cluster.deployment('istio-system', 'istio-ingressgateway')).hasLabel('istio.io/rev', 'default')
    await check(tag(cluster)).hasLabel('istio.io/rev', 'default')
    for (const name of istioCrds)
      await check(cluster.crd(name)).hasLabel('operator.istio.io/version', versions.startIstio!)
    await check(cluster.pods('payments', 'app=payments')).haveAnnotation('istio.io/rev', vars['REVISION']!)
  })

  step('restart-shop-back', { timeout: '5m' }, async ({ output, cluster }) => {
    await check(output).contains('deployment "client" successfully rolled out')
    await check(cluster.pods('shop', 'app=client')).haveAnnotation('istio.io/rev', 'default')
    await check(cluster.pods('shop', 'app=client')).areReady(1)
  })

  step('restart-payments-back', { timeout: '5m' }, async ({ output, cluster }) => {
    await check(output).contains('deployment "payments" successfully rolled out')
    await check(cluster.pods('payments', 'app=payments')).haveAnnotation('istio.io/rev', 'default')
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
  })

  step('none-on-new', async ({ output }) => {
    await check(output, 'the table of proxies has its header').hasRow('NAME', 'CLUSTER', 'ISTIOD', 'VERSION')
    await check(output).lacks('istiod-')
  })

  step('remove-revision', async ({ cluster, vars }) => {
    await check(cluster.deployment('istio-system', `istiod-${vars['REVISION']}`)).isAbsent()
    await check(cluster.service('istio-system', `istiod-${vars['REVISION']}`)).isAbsent()
    await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
    await check(cluster.pods('istio-system', 'app=istio-ingressgateway')).haveAnnotation('istio.io/rev', 'default')
    await check(cluster.pods('istio-system', 'app=istio-ingressgateway')).areReady(1)
  })

  step('versions-end', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${versions.startIstio}`)
    await check(output).contains(`data plane version: ${versions.startIstio} (4 proxies)`)
  })
})

/** What `istio-injection=enabled` stands for. */
function tag(cluster: Cluster) {
  return cluster.object('admissionregistration.k8s.io/v1', MUTATING, 'istio-revision-tag-default')
}

function validator(cluster: Cluster) {
  return cluster.object('admissionregistration.k8s.io/v1', VALIDATING, 'istiod-default-validator')
}

function tagService(cluster: Cluster) {
  return cluster.service('istio-system', 'istiod-revision-tag-default')
}
