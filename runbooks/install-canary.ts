import { istioCrds } from '../src/istio/crds.ts'
import { prober } from '../src/istio/prober.ts'
import { check, podsOf, runbook } from '../src/runbook/index.ts'
import type { Cluster } from '../src/kubernetes/index.ts'

const payments = podsOf('payments', 'payments')
const gatewayPod = podsOf('istio-ingressgateway', 'istio-system')

export default runbook('install-canary', ({ step, traffic, allowLeftover }) => {
  traffic({
    from: 'install-revision',
    to: 'relabel-shared',
    prober: (cluster) =>
      prober(cluster, {
        from: { namespace: 'shop', deployment: 'client' },
        url: 'http://payments.payments:8080/hostname',
      }),
  })
  traffic({
    from: 'install-revision',
    to: 'relabel-shared',
    prober: (cluster) =>
      prober(cluster, {
        from: { namespace: 'outside', deployment: 'visitor' },
        url: 'http://istio-ingressgateway.istio-system/hostname',
        host: 'payments.example.com',
      }),
  })
  for (const kind of ['Pod', 'ReplicaSet.apps']) {
    allowLeftover(`${kind} payments/payments-*`, 'the pods were replaced twice, and each time by a new ReplicaSet')
  }
  for (const object of [
    ...istioCrds.map((name) => `CustomResourceDefinition.apiextensions.k8s.io ${name}`),
    'ServiceAccount istio-system/istio-reader-service-account',
  ])
    allowLeftover(object, 'it exists once for all revisions, and stays at the new version')
  allowLeftover('Deployment.apps payments/payments', 'a restart writes its time into the pod template')

  step('versions-before', async ({ output, versions }) => {
    await check(output).contains(`client version: ${versions.istio}`)
    await check(output).contains(`control plane version: ${versions.startIstio}`)
    await check(output).contains(`data plane version: ${versions.startIstio} (4 proxies)`)
  })

  step('precheck', async ({ output }) => {
    await check(output).contains('No issues found when checking the cluster.')
  })

  step('field-before', async ({ output }) => {
    await check(output).contains('field "http2KeepAlive" does not exist')
  })

  step('install-revision', { timeout: '5m' }, async ({ cluster, vars, versions, output }) => {
    await check(output).contains('Installation complete')
    for (const name of istioCrds) await check(cluster.crd(name)).hasLabel('operator.istio.io/version', versions.istio)
    await check(cluster.deployment('istio-system', `istiod-${vars['REVISION']}`)).isAvailable()
    await check(cluster.deployment('istio-system', 'istiod')).isUnchanged()
    await gatewayIsUnchanged(cluster)
  })

  step('list-control-planes', async ({ output, vars }) => {
    await check(output, 'the `istiod` pod of revision `default` is running').hasRow(
      podsOf('istiod'),
      '1/1',
      'Running',
      'default',
    )
    await check(output, 'the `istiod` pod of the new revision is running').hasRow(
      podsOf(`istiod-${vars['REVISION']}`),
      '1/1',
      'Running',
      vars['REVISION']!,
    )
  })

  step('crd-versions', async ({ output, vars, versions }) => {
    for (const name of istioCrds) await check(output).hasRow(name, vars['REVISION']!, versions.istio)
  })

  step('field-after', async ({ output }) => {
    await check(output).contains('FIELD: http2KeepAlive <Object>')
  })

  step('webhooks', async ({ output, vars, versions }) => {
    const mutating = 'mutatingwebhookconfiguration.admissionregistration.k8s.io'
    const validating = 'validatingwebhookconfiguration.admissionregistration.k8s.io'
    for (const name of [
      `${mutating}/istio-sidecar-injector-${vars['REVISION']}`,
      `${validating}/istio-validator-${vars['REVISION']}-istio-system`,
    ])
      await check(output).hasRow(name, vars['REVISION']!, versions.istio)
    for (const name of [
      `${mutating}/istio-revision-tag-default`,
      `${validating}/istio-validator-istio-system`,
      `${validating}/istiod-default-validator`,
    ])
      await check(output).hasRow(name, 'default', versions.startIstio!)
  })

  step('version-misses-canary', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${versions.startIstio}`)
    await check(output, 'no line but that of the client has the new version').lacks(`plane version: ${versions.istio}`)
  })

  step('version-of-canary', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${versions.istio}`)
    await check(output).contains('data plane version: none')
  })

  step('add-label', async ({ cluster, vars }) => {
    await check(cluster.namespace('payments')).hasLabel('istio.io/rev', vars['REVISION']!)
    await check(cluster.namespace('payments')).hasLabel('istio-injection', 'enabled')
  })

  step('old-label-wins', async ({ output, vars }) => {
    await check(output, 'the webhook of revision `default` would inject the pod').hasRow(
      'istio-revision-tag-default',
      'default',
      '✔',
    )
    await check(output, 'the webhook of the new revision would not inject the pod').hasRow(
      `istio-sidecar-injector-${vars['REVISION']}`,
      vars['REVISION']!,
      '✘',
    )
  })

  step('drop-old-label', async ({ cluster, vars }) => {
    await check(cluster.namespace('payments')).lacksLabel('istio-injection')
    await check(cluster.namespace('payments')).hasLabel('istio.io/rev', vars['REVISION']!)
  })

  step('new-label-wins', async ({ output, vars }) => {
    await check(output, 'the webhook of revision `default` would not inject the pod').hasRow(
      'istio-revision-tag-default',
      'default',
      '✘',
    )
    await check(output, 'the webhook of the new revision would inject the pod').hasRow(
      `istio-sidecar-injector-${vars['REVISION']}`,
      vars['REVISION']!,
      '✔',
    )
  })

  step('restart', async ({ cluster, vars }) => {
    await check(cluster.deployment('payments', 'payments')).isAvailable()
    await check(cluster.pods('payments', 'app=payments')).haveAnnotation('istio.io/rev', vars['REVISION']!)
    await gatewayIsUnchanged(cluster)
  })

  step('rollout', async ({ output, cluster }) => {
    await check(output).equals('deployment "payments" successfully rolled out')
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
  })

  step('plain-status', async ({ output }) => {
    await check(output, 'the shared gateway is listed, connected to an `istiod` pod').hasRow(
      gatewayPod,
      podsOf('istiod'),
    )
    await check(output, 'the `client` pod is listed, connected to an `istiod` pod').hasRow(
      podsOf('client', 'shop'),
      podsOf('istiod'),
    )
    await check(output, 'no `payments` pod is listed').lacksRow(payments)
  })

  step('proxies-on-revision', async ({ output, vars, versions }) => {
    await check(output, 'both `payments` pods are listed, each connected to the new control plane').hasRows(
      2,
      payments,
      podsOf(`istiod-${vars['REVISION']}`),
      versions.istio,
    )
    await check(output, 'a `payments` pod is in sync').hasRow(payments, 'SYNCED')
    await check(output).lacks('STALE')
    await check(output).lacks('ERROR')
  })

  step('versions-during', async ({ output, versions }) => {
    await check(output).contains(`data plane version: ${versions.startIstio} (2 proxies)`)
    await check(output).lacks(`plane version: ${versions.istio}`)
  })

  step('versions-of-canary', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${versions.istio}`)
    await check(output).contains(`data plane version: ${versions.istio} (2 proxies)`)
  })

  step('move-back', async ({ cluster }) => {
    await check(cluster.namespace('payments')).lacksLabel('istio.io/rev')
    await check(cluster.namespace('payments')).hasLabel('istio-injection', 'enabled')
  })

  step('restart-back', async ({ cluster }) => {
    await check(cluster.deployment('payments', 'payments')).isAvailable()
    await check(cluster.pods('payments', 'app=payments')).haveAnnotation('istio.io/rev', 'default')
  })

  step('rollout-back', async ({ output, cluster }) => {
    await check(output).equals('deployment "payments" successfully rolled out')
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
  })

  step('proxies-on-default', async ({ output, versions }) => {
    await check(output, 'both `payments` pods are listed, each connected to an `istiod` pod').hasRows(
      2,
      payments,
      podsOf('istiod'),
      versions.startIstio!,
    )
    await check(output).lacks('STALE')
  })

  step('remove-revision', async ({ cluster, vars }) => {
    await check(cluster.deployment('istio-system', `istiod-${vars['REVISION']}`)).isAbsent()
    await check(cluster.service('istio-system', `istiod-${vars['REVISION']}`)).isAbsent()
    await check(cluster.deployment('istio-system', 'istiod')).isUnchanged()
    await gatewayIsUnchanged(cluster)
  })

  step('shared-label', async ({ output, vars, versions }) => {
    const crd = 'customresourcedefinition.apiextensions.k8s.io'
    for (const name of istioCrds) await check(output).hasRow(`${crd}/${name}`, vars['REVISION']!, versions.istio)
    await check(output).hasRow('serviceaccount/istio-reader-service-account', vars['REVISION']!, versions.istio)
  })

  step('relabel-shared', async ({ cluster }) => {
    for (const name of istioCrds) await check(cluster.crd(name)).hasLabel('istio.io/rev', 'default')
    await check(cluster.object('v1', 'ServiceAccount', 'istio-reader-service-account', 'istio-system')).hasLabel(
      'istio.io/rev',
      'default',
    )
  })
})

/** The shared gateway: the same object with the same specification, and the same pods. */
async function gatewayIsUnchanged(cluster: Cluster): Promise<void> {
  await check(cluster.deployment('istio-system', 'istio-ingressgateway')).isUnchanged()
  await check(cluster.deployment('istio-system', 'istio-ingressgateway')).hasLabel('istio.io/rev', 'default')
  await check(cluster.pods('istio-system', 'app=istio-ingressgateway')).areUnchanged()
}
