import { istioCrds } from '../src/istio/crds.ts'
import { prober } from '../src/istio/prober.ts'
import { check, podsOf, runbook } from '../src/runbook/index.ts'
import type { Cluster } from '../src/kubernetes/index.ts'
import type { Output } from '../src/runbook/checks/output-matchers.ts'

const payments = podsOf('payments', 'payments')
const client = podsOf('client', 'shop')
const gateway = podsOf('istio-ingressgateway', 'istio-system')

/** The two webhooks of the tag. */
const OF_TAG = ['istio-revision-tag-default', 'istiod-default-validator']
/** The two that belong to revision `default`. */
const OF_OLD = ['istio-sidecar-injector', 'istio-validator-istio-system']

export default runbook('move-default-tag', ({ step, traffic, allowLeftover }) => {
  traffic({
    from: 'install-revision',
    to: 'reset',
    prober: (cluster) =>
      prober(cluster, {
        from: { namespace: 'outside', deployment: 'visitor' },
        url: 'http://istio-ingressgateway.istio-system/hostname',
        host: 'payments.example.com',
      }),
  })
  // The pod that sends these is replaced twice.
  for (const [from, to] of [
    ['install-revision', 'restart-payments'],
    ['left-on-old', 'restart-payments-back'],
    ['proxies-back', 'reset'],
  ] as const)
    traffic({
      from,
      to,
      prober: (cluster) =>
        prober(cluster, {
          from: { namespace: 'shop', deployment: 'client' },
          url: 'http://payments.payments:8080/hostname',
        }),
    })

  for (const name of ['payments/payments', 'shop/client']) {
    for (const kind of ['Pod', 'ReplicaSet.apps']) allowLeftover(`${kind} ${name}-*`, 'the pods were replaced twice')
    allowLeftover(`Deployment.apps ${name}`, 'a restart writes its time into the pod template')
  }

  step('install-revision', { timeout: '5m' }, async ({ cluster, vars, output }) => {
    await check(output).contains('Installation complete')
    await check(cluster.deployment('istio-system', `istiod-${vars['REVISION']}`)).isAvailable()
    await check(cluster.deployment('istio-system', 'istiod')).isUnchanged()
    await tagLeadsTo(cluster, 'default', 'istiod')
  })

  step('tags-before', async ({ output }) => {
    await check(output, 'tag `default` points to revision `default`').hasRow('default', 'default')
  })

  step('webhooks-before', async ({ output }) => {
    for (const name of OF_TAG)
      await check(output, `webhook \`${name}\` calls Service \`istiod\``).hasRow(name, 'istiod')
  })

  step('injector-before', async ({ output }) => {
    await injects(output, 'default')
  })

  step('accepted-before', async ({ output, cluster }) => {
    await check(output).contains('destinationrule.networking.istio.io/keep-alive created (server dry run)')
    await check(keepAlive(cluster)).isAbsent()
  })

  step('stake-before', async ({ output, cluster }) => {
    for (const name of [...OF_TAG, ...OF_OLD]) await check(output).contains(`WebhookConfiguration/${name}.`)
    await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
  })

  step('move-tag', async ({ cluster, vars }) => {
    await tagLeadsTo(cluster, vars['REVISION']!, `istiod-${vars['REVISION']}`)
    await podsAreUnchanged(cluster)
  })

  step('webhooks-after', async ({ output, vars }) => {
    for (const name of OF_TAG)
      await check(output, `webhook \`${name}\` calls the Service of the new revision`).hasRow(
        name,
        `istiod-${vars['REVISION']}`,
      )
    for (const name of OF_OLD)
      await check(output, `webhook \`${name}\` calls Service \`istiod\``).hasRow(name, 'istiod')
  })

  step('injector-after', async ({ output, vars }) => {
    await injects(output, vars['REVISION']!)
  })

  step('named-default', async ({ output, vars }) => {
    await injects(output, vars['REVISION']!)
    await check(output).contains('Pod label istio.io/rev=default matches')
  })

  step('refused-after', async ({ output, cluster }) => {
    await check(output).contains('admission webhook "validation.istio.io" denied the request')
    await check(output).contains('http2 keepalive timeout is required')
    await check(keepAlive(cluster)).isAbsent()
  })

  step('stake-after', async ({ output }) => {
    for (const name of OF_OLD) await check(output).contains(`WebhookConfiguration/${name}.`)
    for (const name of OF_TAG) await check(output).lacks(name)
  })

  step('status-switched', async ({ output }) => {
    await noProxy(output)
  })

  step('version-switched', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${versions.istio}`)
    await check(output).lacks(versions.startIstio!)
  })

  step('old-proxies', async ({ output, versions }) => {
    const row = [podsOf('istiod'), versions.startIstio!] as const
    await check(output, 'both `payments` pods are listed, each connected to an `istiod` pod').hasRows(
      2,
      payments,
      ...row,
    )
    await check(output, 'the `client` pod is listed, connected to an `istiod` pod').hasRow(client, ...row)
    await check(output, 'the gateway is listed, connected to an `istiod` pod').hasRow(gateway, ...row)
  })

  step('scale-up', async ({ cluster }) => {
    await check(cluster.pods('payments', 'app=payments')).areReady(3)
  })

  step('mixed', async ({ output, vars, versions }) => {
    const pod = podsOf('payments')
    await check(output, 'two `payments` pods belong to revision `default`').hasRows(2, pod, 'default')
    await check(output, 'one `payments` pod belongs to the new revision, and its proxy has the new version').hasRows(
      1,
      pod,
      vars['REVISION']!,
      `docker.io/istio/proxyv2:${versions.istio}`,
    )
  })

  step('restart-payments', { timeout: '5m' }, async ({ output, cluster, vars }) => {
    await check(output).contains('deployment "payments" successfully rolled out')
    await check(cluster.pods('payments', 'app=payments')).haveAnnotation('istio.io/rev', vars['REVISION']!)
    await check(cluster.pods('payments', 'app=payments')).areReady(3)
  })

  step('restart-shop', { timeout: '5m' }, async ({ output, cluster, vars }) => {
    await check(output).contains('deployment "client" successfully rolled out')
    await check(cluster.pods('shop', 'app=client')).haveAnnotation('istio.io/rev', vars['REVISION']!)
    await check(cluster.pods('shop', 'app=client')).areReady(1)
  })

  step('left-on-old', async ({ output }) => {
    await check(output, 'the gateway is listed, connected to an `istiod` pod').hasRow(gateway, podsOf('istiod'))
    await check(output, 'no `payments` pod is listed').lacksRow(payments)
    await check(output, 'the `client` pod is not listed').lacksRow(client)
  })

  step('tag-back', async ({ cluster, vars }) => {
    await tagLeadsTo(cluster, 'default', 'istiod')
    await check(cluster.pods('payments', 'app=payments')).haveAnnotation('istio.io/rev', vars['REVISION']!)
    await check(cluster.pods('shop', 'app=client')).haveAnnotation('istio.io/rev', vars['REVISION']!)
  })

  step('injector-back', async ({ output }) => {
    await injects(output, 'default')
  })

  step('still-on-new', async ({ output, vars, versions }) => {
    const row = [podsOf(`istiod-${vars['REVISION']}`), versions.istio] as const
    await check(output, 'three `payments` pods are listed, each connected to the new control plane').hasRows(
      3,
      payments,
      ...row,
    )
    await check(output, 'the `client` pod is listed, connected to the new control plane').hasRow(client, ...row)
  })

  step('scale-down', async ({ cluster }) => {
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
  })

  step('restart-payments-back', { timeout: '5m' }, async ({ output, cluster }) => {
    await check(output).contains('deployment "payments" successfully rolled out')
    await check(cluster.pods('payments', 'app=payments')).haveAnnotation('istio.io/rev', 'default')
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
  })

  step('restart-shop-back', { timeout: '5m' }, async ({ output, cluster }) => {
    await check(output).contains('deployment "client" successfully rolled out')
    await check(cluster.pods('shop', 'app=client')).haveAnnotation('istio.io/rev', 'default')
    await check(cluster.pods('shop', 'app=client')).areReady(1)
  })

  step('proxies-back', async ({ output, versions }) => {
    const row = [podsOf('istiod'), versions.startIstio!] as const
    await check(output, 'both `payments` pods are listed, each connected to an `istiod` pod').hasRows(
      2,
      payments,
      ...row,
    )
    await check(output, 'the `client` pod is listed, connected to an `istiod` pod').hasRow(client, ...row)
    await check(output, 'the gateway is listed, connected to an `istiod` pod').hasRow(gateway, ...row)
  })

  step('remove-revision', async ({ cluster, vars }) => {
    await check(cluster.deployment('istio-system', `istiod-${vars['REVISION']}`)).isAbsent()
    await check(cluster.service('istio-system', `istiod-${vars['REVISION']}`)).isAbsent()
    await tagLeadsTo(cluster, 'default', 'istiod')
    await check(cluster.pods('istio-system', 'app=istio-ingressgateway')).areUnchanged()
  })

  step('reset', { timeout: '5m' }, async ({ cluster, versions, output }) => {
    await check(output).contains('Installation complete')
    for (const name of istioCrds) {
      await check(cluster.crd(name)).hasLabel('operator.istio.io/version', versions.startIstio!)
      await check(cluster.crd(name)).hasLabel('istio.io/rev', 'default')
    }
    await tagLeadsTo(cluster, 'default', 'istiod')
    await check(cluster.pods('istio-system', 'app=istio-ingressgateway')).areUnchanged()
    await check(cluster.pods('istio-system', 'app=istiod')).areUnchanged()
  })
})

/** Both webhooks of the tag belong to a revision and call its Service. */
async function tagLeadsTo(cluster: Cluster, revision: string, service: string): Promise<void> {
  for (const [kind, name] of [
    ['MutatingWebhookConfiguration', 'istio-revision-tag-default'],
    ['ValidatingWebhookConfiguration', 'istiod-default-validator'],
  ] as const) {
    const webhook = cluster.object('admissionregistration.k8s.io/v1', kind, name)
    await check(webhook).hasLabel('istio.io/rev', revision)
    await check(webhook).hasField('webhooks.0.clientConfig.service.name', service)
  }
}

/** The pods that run since the beginning. */
async function podsAreUnchanged(cluster: Cluster): Promise<void> {
  await check(cluster.pods('payments', 'app=payments')).areUnchanged()
  await check(cluster.pods('shop', 'app=client')).areUnchanged()
  await check(cluster.pods('istio-system', 'app=istio-ingressgateway')).areUnchanged()
}

/** The webhook of the tag would inject a pod, for this revision, and that of the old revision would not. */
async function injects(output: Output, revision: string): Promise<void> {
  await check(output, `the webhook of tag \`default\` would inject the pod, for revision \`${revision}\``).hasRow(
    'istio-revision-tag-default',
    revision,
    '✔',
  )
  await check(output, 'the webhook of the old revision would not inject the pod').hasRow(
    'istio-sidecar-injector',
    'default',
    '✘',
  )
}

async function noProxy(output: Output): Promise<void> {
  await check(output, 'the table of proxies has its header').hasRow('NAME', 'CLUSTER', 'ISTIOD', 'VERSION')
  await check(output).lacks('istiod-')
}

function keepAlive(cluster: Cluster) {
  return cluster.object('networking.istio.io/v1', 'DestinationRule', 'keep-alive', 'payments')
}
