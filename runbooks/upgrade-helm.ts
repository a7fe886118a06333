import { istioCrds } from '../src/istio/crds.ts'
import { check, runbook } from '../src/runbook/index.ts'
import type { Cluster } from '../src/kubernetes/index.ts'
import { controlPlaneIs, HISTORY, routes, validator, VERSION } from './helm/releases.ts'

export default runbook('upgrade-helm', ({ step, traffic, allowLeftover }) => {
  for (const prober of routes) traffic({ from: 'upgrade-base', to: 'restart-back', prober })
  for (const name of ['istio-system/istiod', 'istio-ingress/istio-ingressgateway', 'payments/payments'])
    for (const kind of ['Pod', 'ReplicaSet.apps'])
      allowLeftover(`${kind} ${name}-*`, 'the pods were replaced, and each time by another ReplicaSet')
  for (const release of [
    'istio-system/sh.helm.release.v1.istio-base',
    'istio-system/sh.helm.release.v1.istiod',
    'istio-ingress/sh.helm.release.v1.istio-ingressgateway',
  ])
    allowLeftover(`Secret ${release}.v*`, HISTORY)
  allowLeftover('Deployment.apps payments/payments', 'a restart writes its time into the pod template')

  step('update-repository', async ({ output }) => {
    await check(output).contains('Successfully got an update from the "istio" chart repository')
  })

  step('versions-before', async ({ output, versions }) => {
    await check(output).contains(`client version: ${versions.istio}`)
    await check(output).contains(`control plane version: ${versions.startIstio}`)
    await check(output).contains(`data plane version: ${versions.startIstio} (4 proxies)`)
  })

  step('note-revision', async ({ output }) => {
    await check(output).contains('istiod is at revision ')
  })

  step('upgrade-base', { timeout: '3m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('STATUS: deployed')
    for (const name of istioCrds) await check(cluster.crd(name)).hasLabel(VERSION, versions.istio)
    await check(cluster.deployment('istio-system', 'istiod')).isUnchanged()
    await check(cluster.pods('istio-ingress', 'app=istio-ingressgateway')).areUnchanged()
  })

  step('crd-versions', async ({ output, versions }) => {
    for (const name of istioCrds) await check(output).hasRow(name, versions.istio)
  })

  step('save-values', async ({ file, output }) => {
    await check(file('saved-values.yaml')).contains('accessLogFile: /dev/stdout')
    await check(file('saved-values.yaml')).contains('autoscaleMin: 2')
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
    await check(output).contains(`/pilot:${versions.startIstio}`)
    await check(output).contains('accessLogFile: /dev/stdout')
    await check(output).hasRow('minReplicas:', '2')
  })

  step('values-reset-then-reuse', async ({ output, versions }) => {
    await check(output).contains(`/pilot:${versions.istio}`)
    await check(output).contains('accessLogFile: /dev/stdout')
    await check(output).hasRow('minReplicas:', '2')
  })

  step('upgrade-istiod', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('STATUS: deployed')
    await controlPlaneIs(cluster, versions.istio)
    await check(cluster.pods('istio-system', 'app=istiod')).areReplaced()
    await check(cluster.pods('istio-ingress', 'app=istio-ingressgateway')).areUnchanged()
    await check(cluster.pods('payments', 'app=payments')).areUnchanged()
  })

  step('settings', async ({ output }) => {
    await check(output).hasRow('accessLogFile:', '/dev/stdout')
    await check(output, 'the smallest number of replicas is 2').hasRow('2')
  })

  step('versions-during', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${versions.istio}`)
    await check(output, 'the connected proxies have the old version').contains(
      `data plane version: ${versions.startIstio} (`,
    )
    await check(output, 'no proxy has the new version').lacks(`${versions.istio} (`)
  })

  step('upgrade-gateway', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('STATUS: deployed')
    await gatewayIs(cluster, versions.istio)
    await check(cluster.pods('istio-ingress', 'app=istio-ingressgateway')).areReplaced()
    await check(cluster.service('istio-ingress', 'istio-ingressgateway')).hasField('spec.type', 'ClusterIP')
  })

  step('restart', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('deployment "payments" successfully rolled out')
    await check(cluster.pods('payments', 'app=payments')).areReplaced()
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
  })

  step('versions-after', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${versions.istio}`)
    await check(output).contains(`${versions.startIstio} (1 proxies)`)
    await check(output).contains(`${versions.istio} (3 proxies)`)
  })

  step('recorded-install', async ({ output }) => {
    await check(output).contains('failurePolicy: Ignore')
  })

  step('webhook-owner', async ({ output }) => {
    await check(output).hasRow('Fail')
    await check(output).contains('pilot-discovery Update {"k:{\\"name\\":\\"rev.validation.istio.io\\"}"')
    await check(output).contains('"f:failurePolicy":{}')
  })

  step('rollback-conflict', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('.webhooks[name="rev.validation.istio.io"].failurePolicy')
    await controlPlaneIs(cluster, versions.startIstio!)
    await check(validator(cluster)).hasLabel(VERSION, versions.istio)
  })

  step('rollback-istiod', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('Rollback was a success')
    await check(validator(cluster)).hasLabel(VERSION, versions.startIstio!)
    await check(validator(cluster)).hasField('webhooks.0.failurePolicy', 'Fail')
    await controlPlaneIs(cluster, versions.startIstio!)
  })

  step('history-rollback', async ({ output }) => {
    await check(output).contains('Rollback "istiod" failed: conflict occurred while applying object')
    await check(output).contains('Rollback to ')
  })

  step('versions-skew', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${versions.startIstio}`)
    await check(output, 'connected proxies have the new version').contains(`${versions.istio} (`)
  })

  step('rollback-gateway', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('Rollback was a success')
    await gatewayIs(cluster, versions.startIstio!)
  })

  // A selector of their own: the pods are compared with those of the upgraded mesh, not with those of the beginning.
  step('restart-back', { timeout: '5m' }, async ({ cluster, output }) => {
    const pods = cluster.pods('payments', 'app=payments,service.istio.io/canonical-name=payments')
    await check(output).contains('deployment "payments" successfully rolled out')
    await check(pods).areReplaced()
    await check(pods).areReady(2)
  })

  step('versions-back', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${versions.startIstio}`)
    await check(output).contains(`data plane version: ${versions.startIstio} (4 proxies)`)
  })

  step('delete-saved-values', async ({ file }) => {
    await check(file('saved-values.yaml')).isAbsent()
  })

  step('downgrade-base', { timeout: '3m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('STATUS: deployed')
    for (const name of istioCrds) await check(cluster.crd(name)).hasLabel(VERSION, versions.startIstio!)
  })
})

/** Release `istio-ingressgateway` is of a version: one pod of it, and no pod of another is left. */
async function gatewayIs(cluster: Cluster, version: string): Promise<void> {
  await check(cluster.deployment('istio-ingress', 'istio-ingressgateway')).hasLabel(VERSION, version)
  await check(cluster.deployment('istio-ingress', 'istio-ingressgateway')).isAvailable()
  await check(cluster.pods('istio-ingress', 'app=istio-ingressgateway')).areReady(1)
}
