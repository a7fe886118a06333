import { istioCrds } from '../src/istio/crds.ts'
import { prober } from '../src/istio/prober.ts'
import { check, podsOf, runbook } from '../src/runbook/index.ts'
import type { Cluster } from '../src/kubernetes/index.ts'

const gateway = podsOf('istio-ingressgateway', 'istio-system')

export default runbook('backup-configuration', ({ step, traffic, allowLeftover }) => {
  traffic({
    from: 'purge',
    to: 'serving-again',
    prober: (cluster) =>
      prober(cluster, {
        from: { namespace: 'shop', deployment: 'client' },
        url: 'http://payments.payments:8080/hostname',
      }),
  })
  for (const object of [
    ...istioCrds.map((name) => `CustomResourceDefinition.apiextensions.k8s.io ${name}`),
    'Namespace istio-system',
    'APIService.apiregistration.k8s.io v1.networking.istio.io',
    'APIService.apiregistration.k8s.io v1.security.istio.io',
    'APIService.apiregistration.k8s.io v1.telemetry.istio.io',
    'APIService.apiregistration.k8s.io v1alpha1.extensions.istio.io',
    'APIService.apiregistration.k8s.io v1alpha1.telemetry.istio.io',
    'APIService.apiregistration.k8s.io v1alpha3.networking.istio.io',
    'APIService.apiregistration.k8s.io v1beta1.networking.istio.io',
    'APIService.apiregistration.k8s.io v1beta1.security.istio.io',
    'ClusterRole.rbac.authorization.k8s.io istio-reader-clusterrole-istio-system',
    'ClusterRole.rbac.authorization.k8s.io istiod-clusterrole-istio-system',
    'ClusterRole.rbac.authorization.k8s.io istiod-gateway-controller-istio-system',
    'ClusterRoleBinding.rbac.authorization.k8s.io istio-reader-clusterrole-istio-system',
    'ClusterRoleBinding.rbac.authorization.k8s.io istiod-clusterrole-istio-system',
    'ClusterRoleBinding.rbac.authorization.k8s.io istiod-gateway-controller-istio-system',
    'ConfigMap istio-system/istio',
    'ConfigMap istio-system/istio-ca-crl',
    'ConfigMap istio-system/istio-ca-root-cert',
    'ConfigMap istio-system/istio-ip-autoallocate',
    'ConfigMap istio-system/istio-leader',
    'ConfigMap istio-system/istio-namespace-controller-election',
    'ConfigMap istio-system/istio-sidecar-injector',
    'ConfigMap istio-system/kube-root-ca.crt',
    'ConfigMap istio-system/values',
    'Deployment.apps istio-system/istio-ingressgateway',
    'Deployment.apps istio-system/istiod',
    'Gateway.networking.istio.io payments/payments',
    'HorizontalPodAutoscaler.autoscaling istio-system/istio-ingressgateway',
    'HorizontalPodAutoscaler.autoscaling istio-system/istiod',
    'MutatingWebhookConfiguration.admissionregistration.k8s.io istio-revision-tag-default',
    'MutatingWebhookConfiguration.admissionregistration.k8s.io istio-sidecar-injector',
    'ReplicaSet.apps istio-system/istio-ingressgateway-*',
    'ReplicaSet.apps istio-system/istiod-*',
    'Role.rbac.authorization.k8s.io istio-system/istio-ingressgateway-sds',
    'Role.rbac.authorization.k8s.io istio-system/istiod',
    'RoleBinding.rbac.authorization.k8s.io istio-system/istio-ingressgateway-sds',
    'RoleBinding.rbac.authorization.k8s.io istio-system/istiod',
    'Secret istio-system/istio-ca-secret',
    'Service istio-system/istio-ingressgateway',
    'Service istio-system/istiod',
    'Service istio-system/istiod-revision-tag-default',
    'ServiceAccount istio-system/default',
    'ServiceAccount istio-system/istio-ingressgateway-service-account',
    'ServiceAccount istio-system/istio-reader-service-account',
    'ServiceAccount istio-system/istiod',
    'ValidatingWebhookConfiguration.admissionregistration.k8s.io istio-validator-istio-system',
    'ValidatingWebhookConfiguration.admissionregistration.k8s.io istiod-default-validator',
    'VirtualService.networking.istio.io payments/payments',
    'Pod istio-system/istio-ingressgateway-*',
    'Pod istio-system/istiod-*',
  ])
    allowLeftover(object, 'it was deleted with Istio, and made again')

  step('list-objects', async ({ output }) => {
    await check(output, 'Gateway `payments` is listed').hasRow('payments', 'gateway.networking.istio.io/payments')
    await check(output, 'VirtualService `payments` is listed').hasRow(
      'payments',
      'virtualservice.networking.istio.io/payments',
    )
  })

  step('save-objects', async ({ file }) => {
    await check(file('istio-objects.yaml')).contains('kind: Gateway')
    await check(file('istio-objects.yaml')).contains('kind: VirtualService')
  })

  step('save-ca', async ({ file }) => {
    await check(file('istio-ca.yaml')).contains('name: istio-ca-secret')
    await check(file('istio-ca.yaml')).contains('ca-key.pem')
  })

  step('root-before', async ({ output }) => {
    await check(output).contains('Fingerprint=')
  })

  step('purge', async ({ cluster }) => {
    for (const name of istioCrds) await check(cluster.crd(name)).isAbsent()
    await check(cluster.deployment('istio-system', 'istiod')).isAbsent()
    await check(cluster.deployment('istio-system', 'istio-ingressgateway')).isAbsent()
    await check(cluster.object('v1', 'Secret', 'istio-ca-secret', 'istio-system')).exists()
    await check(root(cluster)).isUnchanged()
    await check(cluster.pods('payments', 'app=payments')).areUnchanged()
  })

  step('delete-namespace', { timeout: '3m' }, async ({ cluster }) => {
    await check(cluster.namespace('istio-system')).isAbsent()
  })

  step('crds-gone', async ({ output }) => {
    await check(output).contains('No resources found')
  })

  step('outage', async ({ output }) => {
    await check(output).contains('Could not resolve host: istio-ingressgateway.istio-system')
  })

  step('mesh-goes-on', async ({ output }) => {
    await check(output).hasRow(podsOf('payments'))
  })

  step('restore-namespace', async ({ cluster }) => {
    await check(cluster.namespace('istio-system')).exists()
  })

  step('restore-ca', async ({ cluster, output }) => {
    await check(output).contains('secret/istio-ca-secret created')
    await check(cluster.object('v1', 'Secret', 'istio-ca-secret', 'istio-system')).exists()
  })

  step('reinstall', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('Installation complete')
    await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
    await check(cluster.deployment('istio-system', 'istio-ingressgateway')).isAvailable()
    for (const name of istioCrds) await check(cluster.crd(name)).exists()
    await check(root(cluster)).isUnchanged()
  })

  step('root-after', async ({ output, cluster }) => {
    await check(output).contains('Fingerprint=')
    await check(root(cluster)).isUnchanged()
  })

  step('proxies-back', { timeout: '5m' }, async ({ output, cluster }) => {
    await check(output, 'both `payments` pods are listed, each connected to an `istiod` pod').hasRows(
      2,
      podsOf('payments', 'payments'),
      podsOf('istiod'),
    )
    await check(output, 'the `client` pod is listed, connected to an `istiod` pod').hasRow(
      podsOf('client', 'shop'),
      podsOf('istiod'),
    )
    await check(output, 'the gateway is listed, connected to an `istiod` pod').hasRow(gateway, podsOf('istiod'))
    await check(cluster.pods('payments', 'app=payments')).areUnchanged()
  })

  step('not-back', async ({ output }) => {
    await check(output).contains('Failed to connect to istio-ingressgateway.istio-system port 80')
  })

  step('restore-objects', async ({ cluster, output }) => {
    await check(output).contains('gateway.networking.istio.io/payments created')
    for (const kind of ['Gateway', 'VirtualService'])
      await check(cluster.object('networking.istio.io/v1', kind, 'payments', 'payments')).exists()
  })

  step('serving-again', async ({ output }) => {
    await check(output).hasRow(podsOf('payments'))
  })

  step('over-existing', async ({ output }) => {
    await check(output).contains('gateways.networking.istio.io "payments": the object has been modified')
    await check(output).contains('virtualservices.networking.istio.io "payments": the object has been modified')
  })

  step('delete-files', async ({ file }) => {
    await check(file('istio-objects.yaml')).isAbsent()
    await check(file('istio-ca.yaml')).isAbsent()
  })
})

/** The root certificate that the proxies of `payments` trust. */
function root(cluster: Cluster) {
  return cluster.object('v1', 'ConfigMap', 'istio-ca-root-cert', 'payments')
}
