import { istioCrds } from '../src/istio/crds.ts'
import { prober } from '../src/istio/prober.ts'
import { check, podsOf, runbook } from '../src/runbook/index.ts'
import type { Cluster } from '../src/kubernetes/index.ts'

const payments = podsOf('payments', 'payments')

export default runbook('revision-tags', ({ step, traffic, allowLeftover }) => {
  traffic({
    from: 'use-tag',
    to: 'rollout-back',
    prober: (cluster) =>
      prober(cluster, {
        from: { namespace: 'shop', deployment: 'client' },
        url: 'http://payments.payments:8080/hostname',
      }),
  })
  for (const kind of ['Pod', 'ReplicaSet.apps'])
    allowLeftover(`${kind} payments/payments-*`, 'the pods were replaced twice, and each time by a new ReplicaSet')
  allowLeftover('Deployment.apps payments/payments', 'a restart writes its time into the pod template')

  step('list-tags', async ({ output }) => {
    await check(output, 'tag `default` points to revision `default`').hasRow('default', 'default')
    await check(output).lacks('prod-stable')
  })

  step('set-tag', async ({ cluster }) => {
    await check(tag(cluster)).hasLabel('istio.io/rev', 'default')
    await check(tag(cluster)).hasLabel('istio.io/tag', 'prod-stable')
  })

  step('use-tag', async ({ cluster }) => {
    await check(cluster.namespace('payments')).hasLabel('istio.io/rev', 'prod-stable')
    await check(cluster.namespace('payments')).lacksLabel('istio-injection')
  })

  step('install-revision', { timeout: '5m' }, async ({ cluster, vars, output }) => {
    await check(output).contains('Installation complete')
    await check(cluster.deployment('istio-system', `istiod-${vars['REVISION']}`)).isAvailable()
    await check(tag(cluster)).hasLabel('istio.io/rev', 'default')
  })

  step('no-overwrite', async ({ output }) => {
    await check(output).contains('revision tag "prod-stable" already exists')
  })

  step('move-tag', async ({ cluster, vars }) => {
    await check(tag(cluster)).hasLabel('istio.io/rev', vars['REVISION']!)
    await check(cluster.pods('payments', 'app=payments')).haveAnnotation('istio.io/rev', 'default')
  })

  step('tags-moved', async ({ output, vars }) => {
    await check(output, 'tag `prod-stable` points to the new revision and is used by namespace `payments`').hasRow(
      'prod-stable',
      vars['REVISION']!,
      'payments',
    )
  })

  step('restart', async ({ cluster, vars }) => {
    await check(cluster.pods('payments', 'app=payments')).haveAnnotation('istio.io/rev', vars['REVISION']!)
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
  })

  step('rollout', async ({ output }) => {
    await check(output).equals('deployment "payments" successfully rolled out')
  })

  step('proxies-on-revision', async ({ output, vars }) => {
    await check(output, 'both `payments` pods are listed, each connected to the new control plane').hasRows(
      2,
      payments,
      podsOf(`istiod-${vars['REVISION']}`),
    )
  })

  step('move-tag-back', async ({ cluster }) => {
    await check(tag(cluster)).hasLabel('istio.io/rev', 'default')
  })

  step('restart-back', async ({ cluster }) => {
    await check(cluster.pods('payments', 'app=payments')).haveAnnotation('istio.io/rev', 'default')
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
  })

  step('rollout-back', async ({ output }) => {
    await check(output).equals('deployment "payments" successfully rolled out')
  })

  step('remove-revision', async ({ cluster, vars }) => {
    await check(cluster.deployment('istio-system', `istiod-${vars['REVISION']}`)).isAbsent()
    await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
  })

  step('relabel-shared', async ({ cluster }) => {
    for (const name of istioCrds) await check(cluster.crd(name)).hasLabel('istio.io/rev', 'default')
  })

  step('move-back', async ({ cluster }) => {
    await check(cluster.namespace('payments')).lacksLabel('istio.io/rev')
    await check(cluster.namespace('payments')).hasLabel('istio-injection', 'enabled')
  })

  step('remove-tag', async ({ cluster }) => {
    await check(tag(cluster)).isAbsent()
  })
})

/** The webhook that a tag is made of. */
function tag(cluster: Cluster) {
  return cluster.object(
    'admissionregistration.k8s.io/v1',
    'MutatingWebhookConfiguration',
    'istio-revision-tag-prod-stable',
  )
}
