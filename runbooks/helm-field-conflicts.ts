import { istioCrds } from '../src/istio/crds.ts'
import { check, runbook } from '../src/runbook/index.ts'
import type { Cluster } from '../src/kubernetes/index.ts'
import { autoscaler, controlPlaneIs, HISTORY, routes, validator, VERSION } from './helm/releases.ts'

/** What `helm` owns of the autoscaler together with another program. */
const WITH_MIN_REPLICAS = 'helm Apply {"f:maxReplicas":{},"f:metrics":{},"f:minReplicas":{}'

export default runbook('helm-field-conflicts', ({ step, traffic, allowLeftover }) => {
  for (const prober of routes) traffic({ from: 'upgrade-base', to: 'downgrade-istiod', prober })
  for (const kind of ['Pod', 'ReplicaSet.apps'])
    allowLeftover(`${kind} istio-system/istiod-*`, 'the pods were replaced, and each time by another ReplicaSet')
  allowLeftover(
    'PodDisruptionBudget.policy istio-system/istiod',
    'the chart has none for one replica, and makes a new one for two',
  )
  for (const release of ['istio-base', 'istiod'])
    allowLeftover(`Secret istio-system/sh.helm.release.v1.${release}.v*`, HISTORY)

  step('update-repository', async ({ output }) => {
    await check(output).contains('Successfully got an update from the "istio" chart repository')
  })

  step('apply-method', async ({ output, versions }) => {
    await check(output).contains('APPLY_METHOD: server-side apply')
    await check(output).contains(`APP_VERSION: ${versions.startIstio}`)
  })

  step('save-values', async ({ file }) => {
    await check(file('saved-values.yaml')).contains('accessLogFile: /dev/stdout')
    await check(file('saved-values.yaml')).contains('autoscaleMin: 2')
  })

  step('upgrade-base', { timeout: '3m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('STATUS: deployed')
    for (const name of istioCrds) await check(cluster.crd(name)).hasLabel(VERSION, versions.istio)
    await check(cluster.deployment('istio-system', 'istiod')).isUnchanged()
  })

  step('take-field', async ({ cluster, output }) => {
    await check(output).contains('horizontalpodautoscaler.autoscaling/istiod serverside-applied')
    await check(autoscaler(cluster)).hasField('spec.minReplicas', 1)
  })

  step('owners', async ({ output }) => {
    await check(output).contains('cost-saver Apply {"f:minReplicas":{}}')
    await check(output, '`helm` still owns `maxReplicas`').contains('helm Apply {"f:maxReplicas":{}')
    await check(output, '`helm` does not own `minReplicas`').lacks(WITH_MIN_REPLICAS)
  })

  step('dry-run-is-blind', async ({ output }) => {
    await check(output).contains('STATUS: pending-upgrade')
    await check(output).lacks('conflict')
  })

  step('upgrade-conflict', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('UPGRADE FAILED: conflict occurred while applying object')
    await controlPlaneIs(cluster, versions.istio)
    await check(autoscaler(cluster)).hasField('spec.minReplicas', 1)
    await check(autoscaler(cluster)).hasLabel(VERSION, versions.startIstio!)
  })

  step('half-upgraded', async ({ output, versions }) => {
    await check(output).hasRow('deployment.apps/istiod', versions.istio)
    await check(output).hasRow('configmap/istio-sidecar-injector', versions.istio)
    await check(output).hasRow('horizontalpodautoscaler.autoscaling/istiod', versions.startIstio!)
  })

  step('history-failed', async ({ output, versions }) => {
    await check(output, 'the old revision is deployed').contains('deployed')
    await check(output).contains(versions.startIstio!)
    await check(output).contains('Upgrade "istiod" failed: conflict occurred while applying object')
  })

  step('agree', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('STATUS: deployed')
    await check(autoscaler(cluster)).hasLabel(VERSION, versions.istio)
    await check(autoscaler(cluster)).hasField('spec.minReplicas', 1)
    await check(disruptionBudget(cluster)).isAbsent()
    await controlPlaneIs(cluster, versions.istio)
  })

  step('owners-together', async ({ output }) => {
    await check(output).contains('cost-saver Apply {"f:minReplicas":{}}')
    await check(output, '`helm` owns `minReplicas`, too').contains(WITH_MIN_REPLICAS)
  })

  step('upgrade-istiod', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('STATUS: deployed')
    await check(autoscaler(cluster)).hasField('spec.minReplicas', 2)
    await check(disruptionBudget(cluster)).exists()
    await controlPlaneIs(cluster, versions.istio)
    await check(cluster.pods('istio-system', 'app=istiod')).areUnchanged()
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
    await check(autoscaler(cluster)).hasField('spec.minReplicas', 2)
    await controlPlaneIs(cluster, versions.istio)
    await check(cluster.pods('istio-system', 'app=istiod')).areUnchanged()
  })

  step('downgrade-istiod', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('STATUS: deployed')
    await check(validator(cluster)).hasLabel(VERSION, versions.startIstio!)
    await check(validator(cluster)).hasField('webhooks.0.failurePolicy', 'Fail')
    await controlPlaneIs(cluster, versions.startIstio!)
  })

  step('versions-back', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${versions.startIstio}`)
    await check(output, 'the connected proxies have the old version').contains(
      `data plane version: ${versions.startIstio} (`,
    )
    await check(output, 'no proxy has the new version').lacks(`${versions.istio} (`)
  })

  step('downgrade-base', { timeout: '3m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('STATUS: deployed')
    for (const name of istioCrds) await check(cluster.crd(name)).hasLabel(VERSION, versions.startIstio!)
  })

  step('delete-saved-values', async ({ file }) => {
    await check(file('saved-values.yaml')).isAbsent()
  })
})

/** What keeps one of the replicas of `istiod` running while nodes are drained. */
function disruptionBudget(cluster: Cluster) {
  return cluster.object('policy/v1', 'PodDisruptionBudget', 'istiod', 'istio-system')
}
