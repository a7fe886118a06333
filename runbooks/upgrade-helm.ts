import { istioCrds } from '../src/istio/crds.ts'
import { prober } from '../src/istio/prober.ts'
import { check, podsOf, runbook } from '../src/runbook/index.ts'
import type { Cluster } from '../src/kubernetes/index.ts'

/** The label in which a chart writes its version of Istio. */
const VERSION = 'app.kubernetes.io/version'

export default runbook('upgrade-helm', ({ step, traffic }) => {
  traffic({
    from: 'upgrade-base',
    to: 'rollout-back',
    prober: (cluster) =>
      prober(cluster, {
        from: { namespace: 'shop', deployment: 'client' },
        url: 'http://payments.payments:8080/hostname',
      }),
  })
  traffic({
    from: 'upgrade-base',
    to: 'rollout-back',
    prober: (cluster) =>
      prober(cluster, {
        from: { namespace: 'outside', deployment: 'visitor' },
        url: 'http://istio-ingressgateway.istio-ingress/hostname',
        host: 'payments.example.com',
      }),
  })

  step('update-repository', async ({ output }) => {
    await check(output).contains('Successfully got an update from the "istio" chart repository')
  })

  step('search', async ({ output, versions }) => {
    for (const version of [versions.istio, old(versions)]) await check(output).hasRow('istio/istiod', version)
  })

  step('write-values', async ({ file }) => {
    await check(file('istiod-values.yaml')).contains('autoscaleMin: 2')
    await check(file('istiod-values.yaml')).contains('accessLogFile: /dev/stdout')
  })

  step('install-base', async ({ cluster, output, versions }) => {
    await check(output).contains('STATUS: deployed')
    for (const name of istioCrds) await check(cluster.crd(name)).hasLabel(VERSION, old(versions))
  })

  step('install-istiod', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('STATUS: deployed')
    await controlPlaneIs(cluster, old(versions))
    await check(autoscaler(cluster)).hasField('spec.minReplicas', 2)
    await check(cluster.pods('istio-system', 'app=istiod')).areReady(2)
  })

  step('install-gateway', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('STATUS: deployed')
    await gatewayIs(cluster, old(versions))
  })

  step('deploy-payments', { timeout: '3m' }, async ({ cluster }) => {
    await check(cluster.deployment('payments', 'payments')).isAvailable()
    await check(cluster.pods('payments', 'app=payments')).haveNativeSidecar('istio-proxy')
    for (const kind of ['Gateway', 'VirtualService'])
      await check(cluster.object('networking.istio.io/v1', kind, 'payments', 'payments')).exists()
  })

  step('deploy-callers', { timeout: '3m' }, async ({ cluster }) => {
    await check(cluster.deployment('shop', 'client')).isAvailable()
    await check(cluster.pods('shop', 'app=client')).haveNativeSidecar('istio-proxy')
    await check(cluster.deployment('outside', 'visitor')).isAvailable()
    await check(cluster.pods('outside', 'app=visitor')).haveNoInitContainers()
  })

  step('call-through-gateway', async ({ output }) => {
    await check(output).hasRow(podsOf('payments'))
  })

  step('versions-before', async ({ output, versions }) => {
    await check(output).contains(`client version: ${versions.istio}`)
    await check(output).contains(`control plane version: ${old(versions)}`)
    await check(output).contains(`data plane version: ${old(versions)} (4 proxies)`)
  })

  step('precheck', async ({ output }) => {
    await check(output).contains('No issues found when checking the cluster.')
  })

  step('upgrade-base', async ({ cluster, output, versions }) => {
    await check(output).contains('STATUS: deployed')
    await check(output).contains('REVISION: 2')
    for (const name of istioCrds) await check(cluster.crd(name)).hasLabel(VERSION, versions.istio)
    await check(cluster.deployment('istio-system', 'istiod')).isUnchanged()
    await check(cluster.pods('istio-ingress', 'app=istio-ingressgateway')).areUnchanged()
  })

  step('crd-versions', async ({ output, versions }) => {
    for (const name of istioCrds) await check(output).hasRow(name, versions.istio)
  })

  step('get-values', async ({ output }) => {
    await check(output).contains('accessLogFile: /dev/stdout')
    await check(output).contains('autoscaleMin: 2')
    await check(output, 'no default of the chart, such as `autoscaleMax`, is listed').lacks('autoscaleMax')
  })

  step('values-none', async ({ output, versions }) => {
    await check(output).contains(`/pilot:${versions.istio}`)
    await check(output).contains('accessLogFile: /dev/stdout')
    await check(output).hasRow('minReplicas:', '2')
  })

  step('values-one', async ({ output, versions }) => {
    await check(output).contains(`/pilot:${versions.istio}`)
    await check(output).lacks('accessLogFile')
    await check(output).hasRow('minReplicas:', '1')
  })

  step('values-reuse', async ({ output, versions }) => {
    await check(output).contains(`/pilot:${old(versions)}`)
    await check(output).contains('accessLogFile: /dev/stdout')
    await check(output).hasRow('minReplicas:', '2')
  })

  step('values-reset-then-reuse', async ({ output, versions }) => {
    await check(output).contains(`/pilot:${versions.istio}`)
    await check(output).contains('accessLogFile: /dev/stdout')
    await check(output).hasRow('minReplicas:', '2')
  })

  step('apply-method', async ({ output, versions }) => {
    await check(output).contains('APPLY_METHOD: server-side apply')
    await check(output).contains(`APP_VERSION: ${old(versions)}`)
  })

  step('take-field', async ({ cluster, output }) => {
    await check(output).contains('horizontalpodautoscaler.autoscaling/istiod serverside-applied')
    await check(autoscaler(cluster)).hasField('spec.minReplicas', 1)
  })

  step('owners', async ({ output }) => {
    await check(output).contains('cost-saver Apply {"f:minReplicas":{}}')
    await check(output, '`helm` still owns `maxReplicas`').contains('helm Apply {"f:maxReplicas":{}')
  })

  step('dry-run-is-blind', async ({ output }) => {
    await check(output).contains('STATUS: pending-upgrade')
    await check(output).lacks('conflict')
  })

  step('upgrade-conflict', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('UPGRADE FAILED: conflict occurred while applying object')
    await controlPlaneIs(cluster, versions.istio)
    await check(autoscaler(cluster)).hasField('spec.minReplicas', 1)
    await check(autoscaler(cluster)).hasLabel(VERSION, old(versions))
    await check(cluster.pods('istio-ingress', 'app=istio-ingressgateway')).areUnchanged()
  })

  step('half-upgraded', async ({ output, versions }) => {
    await check(output).hasRow('deployment.apps/istiod', versions.istio)
    await check(output).hasRow('configmap/istio-sidecar-injector', versions.istio)
    await check(output).hasRow('horizontalpodautoscaler.autoscaling/istiod', old(versions))
  })

  step('history-failed', async ({ output, versions }) => {
    await check(output, 'revision 1 is deployed').hasRow('1', 'deployed', old(versions))
    await check(output, 'revision 2 has failed').hasRow('2', 'failed', versions.istio)
  })

  step('upgrade-istiod', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('STATUS: deployed')
    await check(output).contains('REVISION: 3')
    await check(autoscaler(cluster)).hasField('spec.minReplicas', 2)
    await check(autoscaler(cluster)).hasLabel(VERSION, versions.istio)
    await controlPlaneIs(cluster, versions.istio)
  })

  step('take-field-again', async ({ cluster }) => {
    await check(autoscaler(cluster)).hasField('spec.minReplicas', 1)
  })

  step('give-field-up', async ({ cluster }) => {
    await check(
      autoscaler(cluster),
      'after `helm`, the next field manager of the autoscaler is Kubernetes itself: `cost-saver` is none anymore',
    ).hasField('metadata.managedFields.1.manager', 'kube-controller-manager')
    await check(autoscaler(cluster)).hasField('spec.minReplicas', 1)
  })

  step('upgrade-again', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('STATUS: deployed')
    await check(output).contains('REVISION: 4')
    await check(autoscaler(cluster)).hasField('spec.minReplicas', 2)
    await controlPlaneIs(cluster, versions.istio)
    await check(cluster.pods('istio-system', 'app=istiod')).areReady(2)
    await check(cluster.pods('istio-system', 'app=istiod')).areUnchanged()
  })

  step('versions-during', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${versions.istio}`)
    await check(output).contains(`data plane version: ${old(versions)} (4 proxies)`)
  })

  step('upgrade-gateway', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('STATUS: deployed')
    await gatewayIs(cluster, versions.istio)
    await check(cluster.pods('istio-ingress', 'app=istio-ingressgateway')).areReplaced()
    await check(cluster.service('istio-ingress', 'istio-ingressgateway')).hasField('spec.type', 'ClusterIP')
  })

  step('restart', { timeout: '3m' }, async ({ cluster }) => {
    await check(cluster.deployment('payments', 'payments')).isRestarted()
    await check(cluster.deployment('payments', 'payments')).isAvailable()
  })

  step('rollout', async ({ output, cluster }) => {
    await check(output).equals('deployment "payments" successfully rolled out')
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
    await check(cluster.pods('istio-ingress', 'app=istio-ingressgateway')).areReady(1)
  })

  step('versions-after', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${versions.istio}`)
    await check(output).contains(`${old(versions)} (1 proxies)`)
    await check(output).contains(`${versions.istio} (3 proxies)`)
  })

  step('recorded-install', async ({ output }) => {
    await check(output).contains('failurePolicy: Ignore')
  })

  step('recorded-upgrade', async ({ output }) => {
    await check(output).contains('failurePolicy: Fail')
    await check(output).lacks('failurePolicy: Ignore')
  })

  step('webhook-owner', async ({ output }) => {
    await check(output).hasRow('Fail')
    await check(output).contains('pilot-discovery Update {"k:{\\"name\\":\\"rev.validation.istio.io\\"}"')
    await check(output).contains('"f:failurePolicy":{}')
  })

  step('rollback-conflict', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('.webhooks[name="rev.validation.istio.io"].failurePolicy')
    await controlPlaneIs(cluster, old(versions))
    await check(validator(cluster)).hasLabel(VERSION, versions.istio)
  })

  step('rollback-istiod', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('Rollback was a success')
    await check(validator(cluster)).hasLabel(VERSION, old(versions))
    await check(validator(cluster)).hasField('webhooks.0.failurePolicy', 'Fail')
    await controlPlaneIs(cluster, old(versions))
    await check(cluster.pods('istio-system', 'app=istiod')).areReady(2)
  })

  step('history-rollback', async ({ output, versions }) => {
    await check(output, 'revision 5 has failed').hasRow('5', 'failed', old(versions))
    await check(output, 'revision 6 is deployed').hasRow('6', 'deployed', old(versions), 'Rollback to 1')
  })

  step('versions-skew', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${old(versions)}`)
    await check(output).contains(`${versions.istio} (3 proxies)`)
  })

  step('rollback-gateway', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('Rollback was a success')
    await gatewayIs(cluster, old(versions))
  })

  step('restart-back', { timeout: '3m' }, async ({ cluster }) => {
    await check(
      cluster.deployment('payments', 'payments'),
      'Deployment `payments` was restarted a second time',
    ).hasField('metadata.generation', 3)
    await check(cluster.deployment('payments', 'payments')).isAvailable()
  })

  step('rollout-back', async ({ output, cluster }) => {
    await check(output).equals('deployment "payments" successfully rolled out')
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
    await check(cluster.pods('istio-ingress', 'app=istio-ingressgateway')).areReady(1)
  })

  step('versions-back', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${old(versions)}`)
    await check(output).contains(`data plane version: ${old(versions)} (4 proxies)`)
  })

  step('delete-workloads', { timeout: '3m' }, async ({ cluster }) => {
    for (const name of ['payments', 'shop', 'outside']) await check(cluster.namespace(name)).isAbsent()
  })

  step('remove-gateway', async ({ cluster }) => {
    await check(cluster.deployment('istio-ingress', 'istio-ingressgateway')).isAbsent()
  })

  step('delete-ingress', async ({ cluster }) => {
    await check(cluster.namespace('istio-ingress')).isAbsent()
  })

  step('remove-istiod', async ({ cluster }) => {
    await check(cluster.deployment('istio-system', 'istiod')).isAbsent()
    await check(cluster.pods('istio-system', 'app=istiod')).areAbsent()
  })

  step('remove-base', async ({ cluster }) => {
    await check(
      cluster.object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'istiod-default-validator'),
    ).isAbsent()
    for (const name of istioCrds) await check(cluster.crd(name)).exists()
  })

  step('delete-crds', async ({ cluster }) => {
    for (const name of istioCrds) await check(cluster.crd(name)).isAbsent()
  })

  step('delete-namespace', async ({ cluster }) => {
    await check(cluster.namespace('istio-system')).isAbsent()
  })

  step('delete-certificates', async ({ cluster }) => {
    for (const namespace of ['default', 'kube-system'])
      await check(cluster.object('v1', 'ConfigMap', 'istio-ca-root-cert', namespace)).isAbsent()
  })

  step('delete-values', async ({ file }) => {
    await check(file('istiod-values.yaml')).isAbsent()
  })
})

/** The version that the page installs first. */
function old({ otherIstio }: { otherIstio?: Record<string, string> | undefined }): string {
  return otherIstio!['1.30']!
}

async function controlPlaneIs(cluster: Cluster, version: string): Promise<void> {
  await check(cluster.deployment('istio-system', 'istiod')).hasLabel(VERSION, version)
  await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
}

async function gatewayIs(cluster: Cluster, version: string): Promise<void> {
  await check(cluster.deployment('istio-ingress', 'istio-ingressgateway')).hasLabel(VERSION, version)
  await check(cluster.deployment('istio-ingress', 'istio-ingressgateway')).isAvailable()
}

function autoscaler(cluster: Cluster) {
  return cluster.object('autoscaling/v2', 'HorizontalPodAutoscaler', 'istiod', 'istio-system')
}

/** The webhook by which a control plane refuses wrong configuration. */
function validator(cluster: Cluster) {
  return cluster.object(
    'admissionregistration.k8s.io/v1',
    'ValidatingWebhookConfiguration',
    'istio-validator-istio-system',
  )
}
