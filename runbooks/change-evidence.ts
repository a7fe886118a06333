import { check, podsOf, runbook } from '../src/runbook/index.ts'

const client = podsOf('client', 'shop')

export default runbook('change-evidence', ({ step }) => {
  step('istio-version', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${versions.istio}`)
    await check(output).contains(`data plane version: ${versions.istio}`)
  })

  step('kubernetes-version', async ({ output, versions }) => {
    await check(output).contains(`Server Version: v${versions.kubernetes}`)
  })

  step('managed-by-label', async ({ output }) => {
    await check(output).equals('Helm')
  })

  step('method', async ({ output }) => {
    await check(output).equals('istio-operator')
  })

  step('values', async ({ output }) => {
    await check(output).contains('"istioNamespace": "istio-system"')
    await check(output).lacks('"profile"')
  })

  step('components', async ({ output }) => {
    await check(output, 'Deployment `istiod` is ready and has the component label `Pilot`').hasRow(
      'deployment.apps/istiod',
      '1/1',
      'Pilot',
    )
    await check(
      output,
      'Deployment `istio-ingressgateway` is ready and has the component label `IngressGateways`',
    ).hasRow('deployment.apps/istio-ingressgateway', '1/1', 'IngressGateways')
  })

  step('revisions', async ({ output }) => {
    await check(output, 'Deployment `istiod` is ready and belongs to revision `default`').hasRow(
      'istiod',
      '1/1',
      'default',
    )
  })

  step('namespaces', async ({ output }) => {
    await check(output, 'namespace `payments` is labeled `istio-injection=enabled`').hasRow(
      'payments',
      'Active',
      'enabled',
    )
    await check(output, 'namespace `shop` is labeled `istio-injection=enabled`').hasRow('shop', 'Active', 'enabled')
    await check(output, 'namespace `outside` is not labeled for injection').lacksRow('outside', 'enabled')
  })

  step('analyzer', async ({ output }) => {
    await check(output).contains('No validation issues found when analyzing all namespaces.')
  })

  step('sync', async ({ output }) => {
    await check(output, 'the `client` pod is in sync and connected to an `istiod` pod').hasRow(
      client,
      'SYNCED',
      podsOf('istiod'),
    )
    await check(output).lacks('STALE')
    await check(output).lacks('ERROR')
  })

  step('write-block', async ({ file, versions }) => {
    await check(file('change-evidence.txt')).contains(`control plane version: ${versions.istio}`)
    await check(file('change-evidence.txt')).contains('No validation issues found')
  })

  step('read-block', async ({ output, versions, vars }) => {
    await check(output).hasRow('Kubernetes', `v${versions.kubernetes}`)
    await check(output).hasRow('profile', vars['PROFILE']!)
    await check(output).hasRow('components', 'istio-ingressgateway', 'istiod')
    await check(output).hasRow('revisions', 'default')
    await check(output).contains(`control plane version: ${versions.istio}`)
    await check(output, 'namespace `payments` is labeled `istio-injection=enabled`').hasRow(
      'payments',
      'Active',
      'enabled',
    )
    await check(output, 'namespace `shop` is labeled `istio-injection=enabled`').hasRow('shop', 'Active', 'enabled')
    await check(output).hasRow('outside', 'Active')
    await check(output, 'the `client` pod is in sync').hasRow(client, 'SYNCED')
  })

  step('remove-block', async ({ file }) => {
    await check(file('change-evidence.txt')).isAbsent()
  })
})
