import { check, runbook } from '../src/runbook/index.ts'

export default runbook('analyze-configuration', ({ step }) => {
  step('analyze-clean', async ({ output }) => {
    await check(output).contains('No validation issues found when analyzing namespace: payments.')
  })

  step('analyze-typo', async ({ output }) => {
    await check(output).contains('namespace "paymnets" not found')
  })

  step('analyze-info', async ({ output }) => {
    await check(output).contains('Info [IST0102] (Namespace default)')
    await check(output).contains('Info [IST0102] (Namespace outside)')
    await check(output).lacks('Warning [')
  })

  step('add-both-labels', async ({ cluster }) => {
    await check(cluster.namespace('shop')).hasLabel('istio.io/rev', 'default')
    await check(cluster.namespace('shop')).hasLabel('istio-injection', 'enabled')
  })

  step('analyze-warning', async ({ output }) => {
    await check(output).contains('Warning [IST0123] (Namespace shop)')
  })

  step('gate-warning', async ({ output }) => {
    await check(output).contains('Warning [IST0123] (Namespace shop)')
  })

  step('add-broken-route', async ({ cluster }) => {
    await check(cluster.object('networking.istio.io/v1', 'VirtualService', 'broken', 'shop')).exists()
  })

  step('analyze-error', async ({ output }) => {
    await check(output).contains('Error [IST0101] (VirtualService shop/broken)')
    await check(output).contains('no-such-gateway')
    await check(output).contains('no-such-service')
  })

  step('analyze-candidate', async ({ output }) => {
    await check(output).contains('Error [IST0101] (VirtualService payments/candidate')
    await check(output).contains('paymnets')
  })

  step('remove-broken-route', async ({ cluster }) => {
    await check(cluster.object('networking.istio.io/v1', 'VirtualService', 'broken', 'shop')).isAbsent()
  })

  step('remove-both-labels', async ({ cluster }) => {
    await check(cluster.namespace('shop')).lacksLabel('istio.io/rev')
    await check(cluster.namespace('shop')).hasLabel('istio-injection', 'enabled')
  })
})
