import { prober } from '../src/istio/prober.ts'
import { check, podsOf, runbook } from '../src/runbook/index.ts'

const payments = podsOf('payments')
const client = podsOf('client')
const NEW_HUB = 'docker.io/istio'

export default runbook('change-image-registry', ({ step, traffic, allowLeftover }) => {
  traffic({
    from: 'install-fails',
    to: 'rollout',
    prober: (cluster) =>
      prober(cluster, {
        from: { namespace: 'shop', deployment: 'client' },
        url: 'http://payments.payments:8080/hostname',
      }),
  })
  for (const name of ['payments/payments', 'shop/client']) {
    for (const kind of ['Pod', 'ReplicaSet.apps'])
      allowLeftover(`${kind} ${name}-*`, 'the pods were replaced, each time by a new ReplicaSet')
    allowLeftover(`Deployment.apps ${name}`, 'a restart writes its time into the pod template')
  }
  for (const name of ['istiod', 'istio-ingressgateway']) {
    allowLeftover(`Pod istio-system/${name}-*`, 'the pods were replaced when their images changed')
    allowLeftover(
      `ReplicaSet.apps istio-system/${name}-*`,
      'a Deployment keeps the ReplicaSets of earlier specifications',
    )
  }

  step('install-old', { timeout: '5m' }, async ({ cluster, output, vars, versions }) => {
    await check(output).contains('Installation complete')
    await check(cluster.deployment('istio-system', 'istiod')).hasField(
      'spec.template.spec.containers.0.image',
      `${vars['OLD_HUB']}/pilot:${versions.istio}`,
    )
    for (const name of ['istiod', 'istio-ingressgateway'])
      await check(cluster.pods('istio-system', `app=${name}`)).areReady(1)
    await check(cluster.pods('payments', 'app=payments')).areReplaced()
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
    await check(cluster.pods('shop', 'app=client')).areReplaced()
    await check(cluster.pods('shop', 'app=client')).areReady(1)
  })

  step('containers-only', async ({ output, vars }) => {
    await check(output, 'the `istiod` pod is listed').hasRow('istio-system', podsOf('istiod'))
    await check(output, 'the gateway pod is listed').hasRow('istio-system', podsOf('istio-ingressgateway'))
    await check(output, 'no `payments` pod is listed').lacksRow('payments', payments)
    await check(output, '2 pods ask the old registry').hasRow('2', 'pods', 'ask', vars['OLD_HUB']!)
  })

  step('pods', async ({ output, vars }) => {
    await check(output, 'the `istiod` pod is listed').hasRow('istio-system', podsOf('istiod'))
    await check(output, 'the gateway pod is listed').hasRow('istio-system', podsOf('istio-ingressgateway'))
    await check(output, 'both `payments` pods are listed').hasRows(2, 'payments', payments)
    await check(output, 'the `client` pod is listed').hasRow('shop', client)
    await check(output, '5 pods ask the old registry').hasRow('5', 'pods', 'ask', vars['OLD_HUB']!)
  })

  step('templates', async ({ output, vars }) => {
    await check(output, 'Deployment `istiod` is listed').hasRow('Deployment', 'istio-system', 'istiod')
    await check(output, 'Deployment `istio-ingressgateway` is listed').hasRow(
      'Deployment',
      'istio-system',
      'istio-ingressgateway',
    )
    await check(output, '2 templates ask the old registry').hasRow('2', 'templates', 'ask', vars['OLD_HUB']!)
  })

  step('injector-hub', async ({ output, vars }) => {
    await check(output).contains(`"hub": "${vars['OLD_HUB']}"`)
  })

  step('install-fails', { timeout: '3m' }, async ({ cluster, output, vars }) => {
    await check(output).contains('Deployment/istio-system/istiod (container failed to start: ')
    await check(output).contains(`image "${vars['OLD_HUB']}/pilot:1.30.99"`)
    await check(cluster.deployment('istio-system', 'istiod')).hasField(
      'spec.template.spec.containers.0.image',
      `${vars['OLD_HUB']}/pilot:1.30.99`,
    )
    await check(cluster.deployment('istio-system', 'istiod')).hasField('status.unavailableReplicas', 1)
  })

  step('looks-fine', async ({ output }) => {
    await check(output, 'Deployment `istiod` has its replica available').hasRow('istiod', '1/1', '1', '1')
    await check(output, 'Deployment `istio-ingressgateway` has its replica available').hasRow(
      'istio-ingressgateway',
      '1/1',
      '1',
      '1',
    )
  })

  step('restart-stuck', async ({ cluster, output }) => {
    await check(output).contains('deployment.apps/payments restarted')
    await check(cluster.deployment('payments', 'payments')).hasField('status.unavailableReplicas', 1)
    await check(cluster.deployment('payments', 'payments')).hasField('status.availableReplicas', 2)
  })

  step('rollout-stuck', async ({ output }) => {
    await check(output).contains('1 out of 2 new replicas have been updated')
  })

  step('pods-stuck', async ({ output }) => {
    await check(output, '2 `payments` pods are running with all containers ready').hasRows(
      2,
      payments,
      '2/2',
      'Running',
    )
    await check(output, 'a `payments` pod has no container ready').hasRow(payments, '0/2')
    await check(output).contains('Init:')
  })

  step('events', async ({ output, vars }) => {
    await check(output).contains(`Failed to pull image "${vars['OLD_HUB']}/proxyv2:1.30.99"`)
  })

  step('render-old', async ({ output, vars, versions }) => {
    for (const image of images(versions.istio)) await check(output).hasRow('image:', `${vars['OLD_HUB']}/${image}`)
    await check(output).contains(`"hub": "${vars['OLD_HUB']}"`)
  })

  step('render-new', async ({ output, versions }) => {
    for (const image of images(versions.istio)) await check(output).hasRow('image:', `${NEW_HUB}/${image}`)
    await check(output).contains(`"hub": "${NEW_HUB}"`)
  })

  step('install', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('Installation complete')
    await check(cluster.deployment('istio-system', 'istiod')).hasField(
      'spec.template.spec.containers.0.image',
      `${NEW_HUB}/pilot:${versions.istio}`,
    )
    await check(cluster.deployment('istio-system', 'istio-ingressgateway')).hasField(
      'spec.template.spec.containers.0.image',
      `${NEW_HUB}/proxyv2:${versions.istio}`,
    )
    for (const name of ['istiod', 'istio-ingressgateway']) {
      await check(cluster.deployment('istio-system', name)).isAvailable()
      await check(cluster.pods('istio-system', `app=${name}`)).areReady(1)
    }
  })

  step('still-ask', async ({ output, vars }) => {
    await check(output, '3 `payments` pods are listed').hasRows(3, 'payments', payments)
    await check(output, 'the `client` pod is listed').hasRow('shop', client)
    await check(output, '4 pods ask the old registry').hasRow('4', 'pods', 'ask', vars['OLD_HUB']!)
  })

  step('restart', async ({ cluster }) => {
    await check(cluster.deployment('payments', 'payments')).isAvailable()
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
    await check(cluster.pods('payments', 'app=payments')).haveNativeSidecar('istio-proxy')
  })

  step('rollout', async ({ output }) => {
    await check(output).equals('deployment "payments" successfully rolled out')
  })

  step('restart-client', async ({ cluster }) => {
    await check(cluster.deployment('shop', 'client')).isRestarted()
    await check(cluster.deployment('shop', 'client')).isAvailable()
    await check(cluster.pods('shop', 'app=client')).areReady(1)
  })

  step('none-asks', async ({ output, vars }) => {
    await check(output, 'no pod asks the old registry').hasRow('0', 'pods', 'ask', vars['OLD_HUB']!)
  })

  step('no-template', async ({ output, vars }) => {
    await check(output, 'no template asks the old registry').hasRow('0', 'templates', 'ask', vars['OLD_HUB']!)
  })

  step('new-hub', async ({ output, vars }) => {
    await check(output).contains(`"hub": "${NEW_HUB}"`)
    await check(output).lacks(vars['OLD_HUB']!)
  })

  step('restore', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('Installation complete')
    for (const name of ['istiod', 'istio-ingressgateway']) {
      await check(cluster.deployment('istio-system', name)).isAvailable()
      await check(cluster.pods('istio-system', `app=${name}`)).areReady(1)
    }
    await check(cluster.deployment('payments', 'payments')).isRestarted()
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
    await check(cluster.pods('shop', 'app=client')).areReady(1)
  })
})

/** The images that a render of profile `default` asks for, without their registry. */
function images(version: string): string[] {
  return [`pilot:${version}`, `proxyv2:${version}`]
}
