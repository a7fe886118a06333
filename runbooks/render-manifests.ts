import { istioCrds } from '../src/istio/crds.ts'
import { check, runbook } from '../src/runbook/index.ts'

export default runbook('render-manifests', ({ step }) => {
  step('kinds', async ({ output }) => {
    await check(output, '15 CustomResourceDefinitions are rendered').hasRow('15', 'kind:', 'CustomResourceDefinition')
    await check(output, '2 Deployments are rendered').hasRow('2', 'kind:', 'Deployment')
    await check(output, 'one MutatingWebhookConfiguration is rendered').hasRow(
      '1',
      'kind:',
      'MutatingWebhookConfiguration',
    )
    await check(output).lacks('kind: Namespace')
  })

  step('images', async ({ output, versions }) => {
    await check(output).contains(`/pilot:${versions.istio}`)
    await check(output).since('istio-1.31').hasRow('image:', `docker.io/istio/pilot:${versions.istio}`)
    await check(output).since('istio-1.31').lacks('registry.istio.io')
  })

  step('create-namespace', async ({ cluster }) => {
    await check(cluster.namespace('istio-system')).exists()
  })

  step('apply-render', { timeout: '5m' }, async ({ cluster }) => {
    await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
    await check(cluster.deployment('istio-system', 'istio-ingressgateway')).isAvailable()
    for (const name of istioCrds) await check(cluster.crd(name)).exists()
  })

  step('wait-istiod', async ({ output }) => {
    await check(output).equals('deployment.apps/istiod condition met')
  })

  step('injectors', async ({ output }) => {
    await check(output, 'webhook `istio-sidecar-injector` belongs to revision `default`').hasRow(
      'istio-sidecar-injector',
      'default',
    )
    await check(output).lacks('istio-revision-tag-default')
  })

  step('validators', async ({ output }) => {
    await check(output).hasRow('istio-validator-istio-system')
    await check(output).lacks('istiod-default-validator')
  })

  step('live-selector', async ({ output }) => {
    await check(output).contains('"key":"istio-injection","operator":"In","values":["enabled"]')
    await check(output).lacks('never-match')
  })

  step('delete-render', async ({ cluster }) => {
    await check(cluster.deployment('istio-system', 'istiod')).isAbsent()
    for (const name of istioCrds) await check(cluster.crd(name)).isAbsent()
  })

  step('delete-certificates', async ({ cluster }) => {
    for (const namespace of ['default', 'kube-system'])
      await check(cluster.object('v1', 'ConfigMap', 'istio-ca-root-cert', namespace)).isAbsent()
  })

  step('delete-namespace', async ({ cluster }) => {
    await check(cluster.namespace('istio-system')).isAbsent()
  })
})
