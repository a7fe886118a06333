import { istioCrds } from '../src/istio/crds.ts'
import { check, podsOf, runbook } from '../src/runbook/index.ts'
import type { Cluster } from '../src/kubernetes/index.ts'

export default runbook('install-helm', ({ step }) => {
  step('update-repository', async ({ output }) => {
    await check(output).contains('Successfully got an update from the "istio" chart repository')
  })

  step('search', async ({ output }) => {
    for (const chart of ['base', 'istiod', 'cni', 'gateway', 'ztunnel']) await check(output).hasRow(`istio/${chart}`)
  })

  step('install-base', async ({ cluster, output }) => {
    await check(output).contains('STATUS: deployed')
    for (const name of istioCrds) await check(cluster.crd(name)).exists()
    await check(validator(cluster)).exists()
  })

  step('install-istiod', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('STATUS: deployed')
    await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
  })

  step('wait-istiod', async ({ output }) => {
    await check(output).equals('deployment.apps/istiod condition met')
  })

  step('no-proxies', async ({ output }) => {
    await check(output, 'the table of proxies has its header').hasRow('NAME', 'CLUSTER', 'ISTIOD', 'VERSION')
    await check(output).lacks('istiod-')
  })

  step('list-injectors', async ({ output }) => {
    await check(output, 'webhook `istio-sidecar-injector` belongs to revision `default`').hasRow(
      'istio-sidecar-injector',
      'default',
    )
    await check(output).lacks('istio-revision-tag-default')
  })

  step('install-cni', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('STATUS: deployed')
    await check(agent(cluster)).hasField('status.numberAvailable', 1)
  })

  step('install-gateway', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('STATUS: deployed')
    await check(cluster.deployment('istio-ingress', 'istio-ingressgateway')).isAvailable()
  })

  step('gateway-connected', async ({ output }) => {
    await check(output, 'exactly one gateway pod is listed, connected to an `istiod` pod').hasRows(
      1,
      podsOf('istio-ingressgateway', 'istio-ingress'),
      podsOf('istiod'),
    )
  })

  step('list-releases', async ({ output }) => {
    for (const release of ['istio-base', 'istiod', 'istio-cni'])
      await check(output).hasRow(release, 'istio-system', 'deployed')
  })

  step('remove-gateway', async ({ cluster }) => {
    await check(cluster.deployment('istio-ingress', 'istio-ingressgateway')).isAbsent()
  })

  step('delete-ingress', async ({ cluster }) => {
    await check(cluster.namespace('istio-ingress')).isAbsent()
  })

  step('remove-cni', async ({ cluster }) => {
    await check(agent(cluster)).isAbsent()
    await check(cluster.pods('istio-system', 'k8s-app=istio-cni-node')).areAbsent()
  })

  step('remove-istiod', async ({ cluster }) => {
    await check(cluster.deployment('istio-system', 'istiod')).isAbsent()
    await check(cluster.pods('istio-system', 'app=istiod')).areAbsent()
  })

  step('remove-base', async ({ cluster, output }) => {
    await check(output).contains('release "istio-base" uninstalled')
    await check(validator(cluster)).isAbsent()
    for (const name of istioCrds) await check(cluster.crd(name)).exists()
  })

  step('crds-stay', async ({ output }) => {
    for (const name of istioCrds) await check(output).hasRow(`customresourcedefinition.apiextensions.k8s.io/${name}`)
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
})

function validator(cluster: Cluster) {
  return cluster.object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'istiod-default-validator')
}

function agent(cluster: Cluster) {
  return cluster.object('apps/v1', 'DaemonSet', 'istio-cni-node', 'istio-system')
}
