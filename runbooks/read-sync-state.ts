import { Envoy } from '../src/istio/envoy.ts'
import { check, podsOf, runbook } from '../src/runbook/index.ts'

const client = podsOf('client', 'shop')

export default runbook('read-sync-state', ({ step }) => {
  step('plain', async ({ output }) => {
    await check(output, 'the table has the columns NAME, CLUSTER, ISTIOD, VERSION, and SUBSCRIBED TYPES').hasRow(
      'NAME',
      'CLUSTER',
      'ISTIOD',
      'VERSION',
      'SUBSCRIBED',
      'TYPES',
    )
    await check(output, 'the `client` pod is listed, connected to an `istiod` pod').hasRow(client, podsOf('istiod'))
    await check(output).lacks('SYNCED')
  })

  step('verbose', async ({ output }) => {
    await check(output, 'the `client` pod is in sync and connected to an `istiod` pod').hasRow(
      client,
      'SYNCED',
      podsOf('istiod'),
    )
    await check(output).lacks('STALE')
    await check(output).lacks('ERROR')
  })

  step('one-proxy', async ({ output }) => {
    await check(output).contains('Clusters Match')
    await check(output).contains('Listeners Match')
    await check(output).contains('Routes Match')
  })

  step('as-json', async ({ output }) => {
    await check(output).contains('"configStatus": "SYNCED"')
  })

  step('stop-envoy', async ({ cluster }) => {
    await check(new Envoy(cluster, 'shop', 'client')).isUnresponsive()
  })

  step('add-service', async ({ cluster }) => {
    await check(cluster.service('shop', 'another')).exists()
    await check(new Envoy(cluster, 'payments', 'payments')).knowsService('another.shop', 80)
  })

  step('stale', async ({ output }) => {
    await check(output, 'the `client` pod is shown as `STALE`').hasRow(client, 'STALE', podsOf('istiod'))
  })

  step('stale-looks-fine', async ({ output }) => {
    await check(output, 'the `client` pod is listed, connected to an `istiod` pod').hasRow(client, podsOf('istiod'))
    await check(output).lacks('STALE')
  })

  step('continue-envoy', async ({ cluster }) => {
    await check(new Envoy(cluster, 'shop', 'client')).isRunning()
    await check(new Envoy(cluster, 'shop', 'client')).knowsService('another.shop', 80)
  })

  step('caught-up', async ({ output }) => {
    await check(output, 'the `client` pod is in sync and connected to an `istiod` pod').hasRow(
      client,
      'SYNCED',
      podsOf('istiod'),
    )
    await check(output).lacks('STALE')
  })

  step('break-clusters', async ({ cluster }) => {
    await check(cluster.object('networking.istio.io/v1alpha3', 'EnvoyFilter', 'refused', 'shop')).exists()
    await check(new Envoy(cluster, 'shop', 'client')).rejectsClusters()
  })

  step('looks-fine', async ({ output }) => {
    await check(output, 'the `client` pod is listed, connected to an `istiod` pod').hasRow(client, podsOf('istiod'))
    await check(output).lacks('ERROR')
  })

  step('shows-error', async ({ output }) => {
    await check(output, 'the `client` pod is shown as `ERROR`').hasRow(client, 'ERROR', podsOf('istiod'))
  })

  step('proxy-log', async ({ output }) => {
    await check(output).contains('value must be greater than')
  })

  step('still-works', async ({ output }) => {
    await check(output).hasRow(podsOf('payments'))
  })

  step('repair-clusters', async ({ cluster }) => {
    await check(cluster.object('networking.istio.io/v1alpha3', 'EnvoyFilter', 'refused', 'shop')).isAbsent()
    await check(new Envoy(cluster, 'shop', 'client')).acceptsClusters()
  })

  step('synced-again', async ({ output }) => {
    await check(output, 'the `client` pod is in sync and connected to an `istiod` pod').hasRow(
      client,
      'SYNCED',
      podsOf('istiod'),
    )
    await check(output).lacks('ERROR')
  })

  step('remove-service', async ({ cluster }) => {
    await check(cluster.service('shop', 'another')).isAbsent()
  })
})
