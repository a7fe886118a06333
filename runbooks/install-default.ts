import { check, runbook } from '../src/runbook/index.ts'
import { istioCrds } from '../src/istio/crds.ts'

export default runbook('install-default', ({ step }) => {
  step('precheck', async ({ output }) => {
    await check(output).contains('No issues found when checking the cluster.')
  })

  step('install', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('Installation complete')
    await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
    await check(cluster.deployment('istio-system', 'istio-ingressgateway')).isAvailable()
    for (const name of istioCrds) await check(cluster.crd(name)).exists()
  })

  step('wait-istiod', async ({ output }) => {
    await check(output).equals('deployment.apps/istiod condition met')
  })

  step('versions', async ({ output, versions }) => {
    await check(output).contains(`client version: ${versions.istio}`)
    await check(output).contains(`control plane version: ${versions.istio}`)
    await check(output).contains(`data plane version: ${versions.istio} (1 proxies)`)
  })

  step('verify-install', async ({ output }) => {
    await check(output).contains('unknown command "verify-install"')
  })

  step('analyze', async ({ output }) => {
    await check(output).contains('Info [IST0102] (Namespace default)')
    await check(output).lacks('Warning [')
    await check(output).lacks('Error [')
  })

  step('analyze-gate', async ({ output }) => {
    await check(output).contains('No validation issues found when analyzing all namespaces.')
  })

  step('list-crds', async ({ output }) => {
    for (const name of istioCrds) await check(output).hasRow(`customresourcedefinition.apiextensions.k8s.io/${name}`)
  })

  step('list-injectors', async ({ output }) => {
    await check(output, 'webhook `istio-revision-tag-default` belongs to revision `default` and tag `default`').hasRow(
      'istio-revision-tag-default',
      'default',
      'default',
    )
    await check(output, 'webhook `istio-sidecar-injector` belongs to revision `default`').hasRow(
      'istio-sidecar-injector',
      'default',
    )
    await check(output, 'webhook `istio-sidecar-injector` has no tag').lacksRow(
      'istio-sidecar-injector',
      'default',
      'default',
    )
  })

  step('inactive-injector', async ({ output }) => {
    await check(output).contains('"istio.io/deactivated":"never-match"')
  })

  step('uninstall', async ({ cluster }) => {
    await check(cluster.deployment('istio-system', 'istiod')).isAbsent()
    await check(cluster.deployment('istio-system', 'istio-ingressgateway')).isAbsent()
    await check(cluster.crd('virtualservices.networking.istio.io')).isAbsent()
    await check(
      cluster.object('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', 'istio-revision-tag-default'),
    ).isAbsent()
  })

  step('delete-namespace', async ({ cluster }) => {
    await check(cluster.namespace('istio-system')).isAbsent()
  })

  step('left-behind', async ({ output }) => {
    for (const namespace of ['default', 'kube-system']) {
      await check(output).hasRow(namespace, 'istio-ca-root-cert')
      await check(output).hasRow(namespace, 'istio-ca-crl')
    }
  })

  step('delete-certificates', async ({ cluster }) => {
    for (const namespace of ['default', 'kube-system']) {
      await check(cluster.object('v1', 'ConfigMap', 'istio-ca-root-cert', namespace)).isAbsent()
      await check(cluster.object('v1', 'ConfigMap', 'istio-ca-crl', namespace)).isAbsent()
    }
  })
})
