import { istioCrds } from '../src/istio/crds.ts'
import type { Cluster } from '../src/kubernetes/index.ts'
import { check, podsOf, runbook } from '../src/runbook/index.ts'

export default runbook('uninstall', ({ step }) => {
  step('install', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('Installation complete')
    await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
  })

  step('add-policy', async ({ cluster }) => {
    await check(cluster.object('security.istio.io/v1', 'PeerAuthentication', 'default', 'default')).exists()
  })

  step('no-such-revision', async ({ output }) => {
    await check(output).contains('could not find target revision')
  })

  step('remove-revision', async ({ cluster }) => {
    await check(cluster.deployment('istio-system', 'istiod')).isAbsent()
    await check(cluster.deployment('istio-system', 'istio-ingressgateway')).isAbsent()
    for (const name of istioCrds) await check(cluster.crd(name)).exists()
  })

  step('policy-stays', async ({ output }) => {
    await check(output, 'PeerAuthentication `default` is still there, with mode `PERMISSIVE`').hasRow(
      'default',
      'PERMISSIVE',
    )
  })

  step('crds-stay', async ({ output }) => {
    for (const name of istioCrds) await check(output).hasRow(`customresourcedefinition.apiextensions.k8s.io/${name}`)
  })

  step('webhooks-gone', async ({ output }) => {
    await check(output).contains('No resources found')
  })

  step('install-again', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('Installation complete')
    await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
    await check(cluster.object('security.istio.io/v1', 'PeerAuthentication', 'default', 'default')).isUnchanged()
  })

  step('set-tag', async ({ cluster }) => {
    await check(tag(cluster)).hasLabel('istio.io/rev', 'default')
    await check(tag(cluster)).lacksLabel('operator.istio.io/component')
    await check(cluster.service('istio-system', 'istiod-revision-tag-prod-stable')).exists()
  })

  step('deploy-payments', async ({ cluster }) => {
    await check(cluster.deployment('payments', 'payments')).isAvailable()
    await check(cluster.pods('payments', 'app=payments')).haveNativeSidecar('istio-proxy')
    const policy = cluster.object('security.istio.io/v1', 'PeerAuthentication', 'default', 'payments')
    await check(policy).hasField('spec.mtls.mode', 'STRICT')
  })

  step('deploy-visitor', async ({ cluster }) => {
    await check(cluster.deployment('outside', 'visitor')).isAvailable()
    await check(cluster.pods('outside', 'app=visitor')).haveNoInitContainers()
  })

  step('list-tags', async ({ output }) => {
    await check(output, 'tag `prod-stable` points to revision `default` and is used by namespace `payments`').hasRow(
      'prod-stable',
      'default',
      'payments',
    )
    await check(output, 'tag `default` points to revision `default`').hasRow('default', 'default')
  })

  step('list-labels', async ({ output }) => {
    await check(output, 'Namespace `payments` carries the tag `prod-stable`').hasRow(
      'payments',
      'Active',
      'prod-stable',
    )
    await check(output).hasRows(1, 'payments')
    await check(output).lacks('enabled')
  })

  step('list-webhooks', async ({ output }) => {
    await check(output, 'webhook `istio-revision-tag-default` has the component label `Pilot`').hasRow(
      'istio-revision-tag-default',
      'default',
      'Pilot',
    )
    await check(output, 'webhook `istio-revision-tag-prod-stable` belongs to tag `prod-stable`').hasRow(
      'istio-revision-tag-prod-stable',
      'prod-stable',
    )
    await check(output, 'webhook `istio-revision-tag-prod-stable` has no component label').lacksRow(
      'istio-revision-tag-prod-stable',
      'Pilot',
    )
  })

  step('purge', async ({ cluster }) => {
    for (const name of istioCrds) await check(cluster.crd(name)).isAbsent()
    await check(
      cluster.object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'istio-reader-clusterrole-istio-system'),
    ).isAbsent()
    await check(cluster.deployment('istio-system', 'istiod')).isAbsent()
    await check(cluster.service('istio-system', 'istiod')).isAbsent()
    await check(tag(cluster)).exists()
    await check(cluster.namespace('payments')).hasLabel('istio.io/rev', 'prod-stable')
  })

  step('policy-gone', async ({ output }) => {
    await check(output).contains(`the server doesn't have a resource type "peerauthentications"`)
  })

  step('webhook-left', async ({ output }) => {
    await check(
      output,
      'webhook `istio-revision-tag-prod-stable` is left, calls Service `istiod`, and has failure policy `Fail`',
    ).hasRow('istio-revision-tag-prod-stable', 'istiod', 'Fail')
    await check(output, 'webhook `istio-revision-tag-default` is gone').lacksRow('istio-revision-tag-default')
  })

  step('service-gone', async ({ output }) => {
    await check(output, 'Service `istiod-revision-tag-prod-stable` is left').hasRow('istiod-revision-tag-prod-stable')
    await check(output, 'Service `istiod` is gone').lacksRow('istiod')
  })

  step('pod-refused', async ({ output }) => {
    await check(output).contains('failed calling webhook "rev.namespace.sidecar-injector.istio.io"')
    await check(output).contains('service "istiod" not found')
  })

  step('proxy-left', async ({ output, cluster }) => {
    await check(output).equals('istio-init istio-proxy | payments')
    await check(cluster.pods('payments', 'app=payments')).haveNativeSidecar('istio-proxy')
  })

  step('still-strict', async ({ output }) => {
    await check(output).contains('Recv failure: Connection reset by peer')
  })

  step('remove-tag', async ({ cluster, output }) => {
    await check(output).contains('Revision tag prod-stable removed')
    await check(tag(cluster)).isAbsent()
    await check(cluster.service('istio-system', 'istiod-revision-tag-prod-stable')).isAbsent()
  })

  step('unlabel', async ({ cluster }) => {
    await check(cluster.namespace('payments')).lacksLabel('istio.io/rev')
  })

  step('restart', async ({ cluster }) => {
    await check(cluster.deployment('payments', 'payments')).isAvailable()
    await check(cluster.pods('payments', 'app=payments')).haveNoInitContainers()
    await check(cluster.pods('payments', 'app=payments')).areReady(1)
  })

  step('rollout', async ({ output }) => {
    await check(output).equals('deployment "payments" successfully rolled out')
  })

  step('plain-answered', async ({ output }) => {
    await check(output).hasRow(podsOf('payments'))
  })

  step('delete-payments', async ({ cluster }) => {
    await check(cluster.namespace('payments')).isAbsent()
  })

  step('delete-outside', async ({ cluster }) => {
    await check(cluster.namespace('outside')).isAbsent()
  })

  step('namespace-stays', async ({ output }) => {
    await check(output, 'Secret `istio-ca-secret` is left').hasRow('istio-ca-secret', 'istio.io/ca-root')
  })

  step('delete-namespace', async ({ cluster }) => {
    await check(cluster.namespace('istio-system')).isAbsent()
  })

  step('configmaps-stay', async ({ output }) => {
    for (const namespace of ['default', 'kube-system'])
      for (const name of ['istio-ca-root-cert', 'istio-ca-crl']) await check(output).hasRow(namespace, name)
  })

  step('delete-certificates', async ({ cluster }) => {
    for (const namespace of ['default', 'kube-system'])
      await check(cluster.object('v1', 'ConfigMap', 'istio-ca-root-cert', namespace)).isAbsent()
  })
})

/** The webhook that the tag `prod-stable` is made of. */
function tag(cluster: Cluster) {
  return cluster.object(
    'admissionregistration.k8s.io/v1',
    'MutatingWebhookConfiguration',
    'istio-revision-tag-prod-stable',
  )
}
