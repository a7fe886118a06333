import { istioCrds } from '../src/istio/crds.ts'
import { prober } from '../src/istio/prober.ts'
import { check, podsOf, runbook } from '../src/runbook/index.ts'

const payments = podsOf('payments', 'payments')

export default runbook('break-sync', ({ step, traffic, allowLeftover }) => {
  traffic({
    from: 'strand',
    to: 'connected',
    prober: (cluster) =>
      prober(cluster, {
        from: { namespace: 'shop', deployment: 'client' },
        url: 'http://payments.payments:8080/hostname',
      }),
  })
  for (const kind of ['Pod', 'ReplicaSet.apps'])
    allowLeftover(`${kind} payments/payments-*`, 'the pods were replaced twice, and each time by a new ReplicaSet')
  allowLeftover('Deployment.apps payments/payments', 'a restart writes its time into the pod template')

  step('install-canary', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('Installation complete')
    await check(cluster.deployment('istio-system', 'istiod-canary')).isAvailable()
  })

  step('move', async ({ cluster }) => {
    await check(cluster.namespace('payments')).hasLabel('istio.io/rev', 'canary')
    await check(cluster.namespace('payments')).lacksLabel('istio-injection')
  })

  step('restart', async ({ cluster }) => {
    await check(cluster.pods('payments', 'app=payments')).haveAnnotation('istio.io/rev', 'canary')
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
  })

  step('strand', async ({ cluster }) => {
    await check(cluster.deployment('istio-system', 'istiod-canary')).isAbsent()
    await check(cluster.pods('istio-system', 'app=istiod')).areReady(1)
    await check(cluster.pods('payments', 'app=payments')).areUnchanged()
  })

  step('pods-look-fine', async ({ output }) => {
    await check(output, 'both `payments` pods are running with all containers ready').hasRows(
      2,
      podsOf('payments'),
      '2/2',
      'Running',
    )
  })

  step('still-answers', async ({ output }) => {
    await check(output).hasRow(podsOf('payments'))
  })

  step('missing', async ({ output }) => {
    await check(output, 'the `client` pod is listed, connected to an `istiod` pod').hasRow(
      podsOf('client', 'shop'),
      podsOf('istiod'),
    )
    await check(output, 'no `payments` pod is listed').lacksRow(payments)
  })

  step('whose', async ({ output }) => {
    await check(output, 'both `payments` pods belong to revision `canary`').hasRows(2, podsOf('payments'), 'canary')
  })

  step('who-is-there', async ({ output }) => {
    await check(output, 'the `istiod` pod of revision `default` is running').hasRow(
      podsOf('istiod'),
      '1/1',
      'Running',
      'default',
    )
    await check(output, 'no `istiod-canary` pod is listed').lacksRow(podsOf('istiod-canary'))
  })

  step('ask-it', async ({ output }) => {
    await check(output).contains('no running Istio pods')
  })

  step('wants', async ({ output }) => {
    await check(output).contains('istiod-canary.istio-system.svc:15012')
  })

  step('no-such-service', async ({ output }) => {
    await check(output).contains('services "istiod-canary" not found')
  })

  step('next-pod', async ({ output }) => {
    await check(output, 'the webhook of revision `default` would not inject the pod').hasRow(
      'istio-revision-tag-default',
      'default',
      '✘',
    )
    await check(output).lacks('✔')
  })

  step('move-back', async ({ cluster }) => {
    await check(cluster.namespace('payments')).lacksLabel('istio.io/rev')
    await check(cluster.namespace('payments')).hasLabel('istio-injection', 'enabled')
  })

  step('restart-back', async ({ cluster }) => {
    await check(cluster.pods('payments', 'app=payments')).haveAnnotation('istio.io/rev', 'default')
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
  })

  step('connected', async ({ output }) => {
    await check(output, 'both `payments` pods are listed, each connected to an `istiod` pod').hasRows(
      2,
      payments,
      podsOf('istiod'),
    )
  })

  step('relabel-shared', async ({ cluster }) => {
    for (const name of istioCrds) await check(cluster.crd(name)).hasLabel('istio.io/rev', 'default')
  })
})
