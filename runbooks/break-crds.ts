import { check, podsOf, runbook } from '../src/runbook/index.ts'

const CRD = 'virtualservices.networking.istio.io'

export default runbook('break-crds', ({ step, allowLeftover }) => {
  allowLeftover(`CustomResourceDefinition.apiextensions.k8s.io ${CRD}`, 'it was deleted and made again')
  allowLeftover('VirtualService.networking.istio.io payments/payments', 'it was deleted with its CRD and made again')

  step('back-up', async ({ file }) => {
    await check(file('virtualservices.yaml')).contains('name: payments')
  })

  step('served', async ({ output }) => {
    await check(output).contains('VirtualService')
    await check(output).contains('gateways')
  })

  step('delete-crd', async ({ cluster }) => {
    await check(cluster.crd(CRD)).isAbsent()
  })

  step('not-found', async ({ output }) => {
    await check(output).contains('The requested URL returned error: 404')
  })

  step('no-kind', async ({ output }) => {
    await check(output).contains(
      'the server could not find the requested resource (get virtualservices.networking.istio.io)',
    )
  })

  step('apply-refused', async ({ output }) => {
    await check(output).contains(
      'the server could not find the requested resource (post virtualservices.networking.istio.io)',
    )
  })

  step('missing', async ({ output }) => {
    await check(output).contains(`"${CRD}" not found`)
    await check(output).hasRow('deployment.apps/istiod')
  })

  step('repair-crds', { timeout: '5m' }, async ({ cluster }) => {
    await check(cluster.crd(CRD)).exists()
    await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
  })

  step('nothing-back', async ({ output }) => {
    await check(output).contains('No resources found in payments namespace.')
  })

  step('restore', async ({ cluster }) => {
    await check(cluster.object('networking.istio.io/v1', 'VirtualService', 'payments', 'payments')).exists()
  })

  step('serving-again', async ({ output }) => {
    await check(output).hasRow(podsOf('payments'))
  })

  step('delete-file', async ({ file }) => {
    await check(file('virtualservices.yaml')).isAbsent()
  })
})
