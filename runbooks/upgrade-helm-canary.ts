import { istioCrds } from '../src/istio/crds.ts'
import { check, podsOf, runbook } from '../src/runbook/index.ts'
import type { Cluster } from '../src/kubernetes/index.ts'
import { HISTORY, routes, VERSION } from './helm/releases.ts'

export default runbook('upgrade-helm-canary', ({ step, traffic, allowLeftover }) => {
  for (const prober of routes) traffic({ from: 'upgrade-base', to: 'downgrade-base', prober })
  for (const kind of ['Pod', 'ReplicaSet.apps'])
    allowLeftover(`${kind} payments/payments-*`, 'the pods were replaced, and each time by another ReplicaSet')
  allowLeftover('Deployment.apps payments/payments', 'a restart writes its time into the pod template')
  for (const release of ['istio-base', 'istiod'])
    allowLeftover(`Secret istio-system/sh.helm.release.v1.${release}.v*`, HISTORY)

  step('update-repository', async ({ output }) => {
    await check(output).contains('Successfully got an update from the "istio" chart repository')
  })

  step('save-values', async ({ file }) => {
    await check(file('saved-values.yaml')).contains('accessLogFile: /dev/stdout')
    await check(file('saved-values.yaml')).contains('autoscaleMin: 2')
  })

  step('upgrade-base', { timeout: '3m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('STATUS: deployed')
    for (const name of istioCrds) await check(cluster.crd(name)).hasLabel(VERSION, versions.istio)
    await oldIsUnchanged(cluster)
  })

  step('install-revision', { timeout: '5m' }, async ({ cluster, output, vars, versions }) => {
    await check(output).contains('STATUS: deployed')
    await check(cluster.deployment('istio-system', `istiod-${vars['REVISION']}`)).hasLabel(VERSION, versions.istio)
    await check(cluster.deployment('istio-system', `istiod-${vars['REVISION']}`)).isAvailable()
    await check(tag(cluster)).hasLabel('istio.io/rev', vars['REVISION']!)
    await oldIsUnchanged(cluster)
  })

  step('list-releases', async ({ output, vars, versions }) => {
    await check(output).hasRow('istiod', 'istio-system', 'deployed', versions.startIstio!)
    await check(output).hasRow(`istiod-${vars['REVISION']}`, 'istio-system', '1', 'deployed', versions.istio)
  })

  step('list-control-planes', async ({ output, vars }) => {
    await check(output, 'two `istiod` pods of revision `default` are running').hasRows(
      2,
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

  step('list-tags', async ({ output, vars }) => {
    await check(output, 'tag `prod-canary` leads to the new revision').hasRow('prod-canary', vars['REVISION']!)
  })

  step('move', async ({ cluster }) => {
    await check(cluster.namespace('payments')).hasLabel('istio.io/rev', 'prod-canary')
    await check(cluster.namespace('payments')).lacksLabel('istio-injection')
  })

  step('restart', { timeout: '5m' }, async ({ cluster, output, vars }) => {
    await check(output).contains('deployment "payments" successfully rolled out')
    await check(cluster.pods('payments', 'app=payments')).haveAnnotation('istio.io/rev', vars['REVISION']!)
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
    await oldIsUnchanged(cluster)
  })

  step('versions-of-canary', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${versions.istio}`)
    await check(output).contains(`data plane version: ${versions.istio} (2 proxies)`)
  })

  step('versions-of-default', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${versions.startIstio}`)
    await check(output).contains(`data plane version: ${versions.startIstio} (2 proxies)`)
  })

  step('set-default', { timeout: '3m' }, async ({ cluster, output, vars }) => {
    await check(output).contains('STATUS: deployed')
    await check(defaultValidator(cluster)).hasLabel('istio.io/rev', vars['REVISION']!)
    await check(defaultValidator(cluster)).hasField(
      'webhooks.0.clientConfig.service.name',
      `istiod-${vars['REVISION']}`,
    )
    await check(defaultValidator(cluster)).hasField('webhooks.0.failurePolicy', 'Fail')
  })

  step('validators', async ({ output, vars, versions }) => {
    await check(output).hasRow('istiod-default-validator', vars['REVISION']!, versions.istio)
    await check(output).hasRow(`istio-validator-${vars['REVISION']}-istio-system`, vars['REVISION']!, versions.istio)
    await check(output).hasRow('istio-validator-istio-system', 'default', versions.startIstio!)
  })

  step('set-default-back', { timeout: '3m' }, async ({ cluster, output }) => {
    await check(output).contains('STATUS: deployed')
    await check(defaultValidator(cluster)).hasLabel('istio.io/rev', 'default')
    await check(defaultValidator(cluster)).hasField('webhooks.0.clientConfig.service.name', 'istiod')
  })

  step('move-back', async ({ cluster }) => {
    await check(cluster.namespace('payments')).lacksLabel('istio.io/rev')
    await check(cluster.namespace('payments')).hasLabel('istio-injection', 'enabled')
  })

  step('restart-back', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('deployment "payments" successfully rolled out')
    await check(cluster.pods('payments', 'app=payments')).haveAnnotation('istio.io/rev', 'default')
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
  })

  step('versions-back', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${versions.startIstio}`)
    await check(output).contains(`data plane version: ${versions.startIstio} (4 proxies)`)
  })

  step('tag-has-owner', async ({ output, vars }) => {
    await check(output).contains('exists and cannot be imported into the current release')
    await check(output).contains(`must equal "istiod": current value is "istiod-${vars['REVISION']}"`)
  })

  step('take-tag', { timeout: '3m' }, async ({ cluster, output }) => {
    await check(output).contains('STATUS: deployed')
    await check(tag(cluster)).hasLabel('istio.io/rev', 'default')
    await oldIsUnchanged(cluster)
  })

  step('drop-tag', { timeout: '3m' }, async ({ cluster, output, vars }) => {
    await check(output).contains('STATUS: deployed')
    await check(tag(cluster)).isAbsent()
    await check(cluster.deployment('istio-system', `istiod-${vars['REVISION']}`)).isAvailable()
  })

  step('tag-gone', async ({ output }) => {
    await check(output, 'the table of tags has its header').hasRow('TAG', 'REVISION', 'NAMESPACES')
    await check(output).lacks('prod-canary')
  })

  step('repair-tag', { timeout: '3m' }, async ({ cluster, output }) => {
    await check(output).contains('STATUS: deployed')
    await check(tag(cluster)).hasLabel('istio.io/rev', 'default')
    await oldIsUnchanged(cluster)
  })

  step('restore-istiod', { timeout: '3m' }, async ({ cluster, output }) => {
    await check(output).contains('STATUS: deployed')
    await check(tag(cluster)).isAbsent()
    await oldIsUnchanged(cluster)
  })

  step('remove-revision', { timeout: '3m' }, async ({ cluster, output, vars }) => {
    await check(output).contains('uninstalled')
    await check(cluster.deployment('istio-system', `istiod-${vars['REVISION']}`)).isAbsent()
    await oldIsUnchanged(cluster)
  })

  step('downgrade-base', { timeout: '3m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('STATUS: deployed')
    for (const name of istioCrds) await check(cluster.crd(name)).hasLabel(VERSION, versions.startIstio!)
  })

  step('delete-saved-values', async ({ file }) => {
    await check(file('saved-values.yaml')).isAbsent()
  })
})

/** The old control plane and the gateway are as at the beginning. */
async function oldIsUnchanged(cluster: Cluster): Promise<void> {
  await check(cluster.deployment('istio-system', 'istiod')).isUnchanged()
  await check(cluster.pods('istio-ingress', 'app=istio-ingressgateway')).areUnchanged()
}

/** The webhook that a tag is. */
function tag(cluster: Cluster) {
  return cluster.object(
    'admissionregistration.k8s.io/v1',
    'MutatingWebhookConfiguration',
    'istio-revision-tag-prod-canary',
  )
}

/** The webhook through which configuration without a revision is validated. */
function defaultValidator(cluster: Cluster) {
  return cluster.object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'istiod-default-validator')
}
