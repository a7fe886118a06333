import { istioCrds } from '../src/istio/crds.ts'
import { prober } from '../src/istio/prober.ts'
import { check, podsOf, runbook } from '../src/runbook/index.ts'
import type { Cluster } from '../src/kubernetes/index.ts'
import type { Output } from '../src/runbook/checks/output-matchers.ts'

export default runbook('upgrade-gateway', ({ step, traffic, allowLeftover }) => {
  for (const gateway of ['istio-ingressgateway.istio-system', 'edge-gateway.edge'])
    traffic({
      from: 'install-revision',
      to: 'restart-edge-back',
      prober: (cluster) =>
        prober(cluster, {
          from: { namespace: 'outside', deployment: 'visitor' },
          url: `http://${gateway}/hostname`,
          host: 'payments.example.com',
        }),
    })
  traffic({
    from: 'install-revision',
    to: 'restart-edge-back',
    prober: (cluster) =>
      prober(cluster, {
        from: { namespace: 'shop', deployment: 'client' },
        url: 'http://payments.payments:8080/hostname',
      }),
  })
  for (const name of ['istiod', 'istio-ingressgateway'])
    for (const kind of ['Pod', 'ReplicaSet.apps'])
      allowLeftover(`${kind} istio-system/${name}-*`, 'the pods were replaced, and each version has a ReplicaSet')

  step('own-gateway', async ({ cluster }) => {
    await check(cluster.deployment('edge', 'edge-gateway')).isAvailable()
    await check(cluster.pods('edge', 'app=edge-gateway')).haveAnnotation('istio.io/rev', 'default')
    await check(cluster.object('networking.istio.io/v1', 'Gateway', 'edge', 'edge')).exists()
  })

  step('call-edge', async ({ output }) => {
    await check(output).hasRow(podsOf('payments'))
  })

  step('gateways-before', async ({ output, versions }) => {
    await versionsAre(output, { shared: versions.startIstio!, own: versions.startIstio! })
  })

  step('install-revision', { timeout: '5m' }, async ({ cluster, output, vars }) => {
    await check(output).contains('Installation complete')
    await check(cluster.deployment('istio-system', `istiod-${vars['REVISION']}`)).isAvailable()
    await sharedIsUnchanged(cluster)
    await check(cluster.pods('edge', 'app=edge-gateway')).haveAnnotation('istio.io/rev', 'default')
  })

  step('move-gateway', { timeout: '5m' }, async ({ cluster, vars }) => {
    await check(cluster.pods('edge', 'app=edge-gateway')).haveAnnotation('istio.io/rev', vars['REVISION']!)
    await check(cluster.pods('edge', 'app=edge-gateway')).areReady(1)
    await sharedIsUnchanged(cluster)
  })

  step('gateway-moved', async ({ output, vars, versions }) => {
    await check(output, `your gateway is connected to the new control plane, at ${versions.istio}`).hasRow(
      podsOf('edge-gateway', 'edge'),
      podsOf(`istiod-${vars['REVISION']}`),
      versions.istio,
    )
  })

  step('shared-stays', async ({ output, versions }) => {
    await check(output, `the shared gateway is connected to \`istiod\`, at ${versions.startIstio}`).hasRow(
      podsOf('istio-ingressgateway', 'istio-system'),
      podsOf('istiod'),
      versions.startIstio!,
    )
  })

  step('move-gateway-back', { timeout: '5m' }, async ({ cluster }) => {
    await check(cluster.pods('edge', 'app=edge-gateway')).haveAnnotation('istio.io/rev', 'default')
    await check(cluster.pods('edge', 'app=edge-gateway')).areReady(1)
  })

  step('gateway-back', async ({ output, versions }) => {
    await check(output, `your gateway is connected to \`istiod\`, at ${versions.startIstio}`).hasRow(
      podsOf('edge-gateway', 'edge'),
      podsOf('istiod'),
      versions.startIstio!,
    )
  })

  step('remove-revision', async ({ cluster, vars }) => {
    await check(cluster.deployment('istio-system', `istiod-${vars['REVISION']}`)).isAbsent()
    await sharedIsUnchanged(cluster)
    await check(cluster.deployment('edge', 'edge-gateway')).isAvailable()
  })

  step('upgrade', { timeout: '6m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('Istio is being upgraded from')
    await check(output).contains('Installation complete')
    await controlPlaneIs(cluster, versions.istio)
    await check(cluster.pods('istio-system', 'app=istio-ingressgateway')).areReplaced()
    await check(cluster.pods('edge', 'app=edge-gateway')).areUnchanged()
  })

  step('only-shared-moved', async ({ output, versions }) => {
    await versionsAre(output, { shared: versions.istio, own: versions.startIstio! })
  })

  step('restart-edge', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('deployment "edge-gateway" successfully rolled out')
    await check(cluster.pods('edge', 'app=edge-gateway')).areReplaced()
    await check(cluster.pods('edge', 'app=edge-gateway')).areReady(1)
  })

  step('both-moved', async ({ output, versions }) => {
    await versionsAre(output, { shared: versions.istio, own: versions.istio })
  })

  step('downgrade', { timeout: '6m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('Istio is being downgraded from')
    await check(output).contains('Installation complete')
    await controlPlaneIs(cluster, versions.startIstio!)
    for (const name of istioCrds)
      await check(cluster.crd(name)).hasLabel('operator.istio.io/version', versions.startIstio!)
  })

  step('own-ahead', async ({ output, versions }) => {
    await versionsAre(output, { shared: versions.startIstio!, own: versions.istio })
  })

  // A selector of its own: the pod is compared with that of the upgraded mesh, not with that of the beginning.
  step('restart-edge-back', { timeout: '5m' }, async ({ cluster, output }) => {
    const pods = cluster.pods('edge', 'app=edge-gateway,service.istio.io/canonical-name=edge-gateway')
    await check(output).contains('deployment "edge-gateway" successfully rolled out')
    await check(pods).areReplaced()
    await check(pods).areReady(1)
  })

  step('gateways-restored', async ({ output, versions }) => {
    await versionsAre(output, { shared: versions.startIstio!, own: versions.startIstio! })
  })

  step('delete-edge', async ({ cluster }) => {
    await check(cluster.namespace('edge')).isAbsent()
  })
})

/** `istiod` and the shared gateway are of a version, and nothing but their new pods is left. */
async function controlPlaneIs(cluster: Cluster, version: string): Promise<void> {
  for (const name of ['istiod', 'istio-ingressgateway']) {
    await check(cluster.deployment('istio-system', name)).hasLabel('operator.istio.io/version', version)
    await check(cluster.deployment('istio-system', name)).isAvailable()
    await check(cluster.pods('istio-system', `app=${name}`)).areReady(1)
  }
}

/** The shared gateway: the same object with the same specification, and the same pods. */
async function sharedIsUnchanged(cluster: Cluster): Promise<void> {
  await check(cluster.deployment('istio-system', 'istio-ingressgateway')).isUnchanged()
  await check(cluster.pods('istio-system', 'app=istio-ingressgateway')).areUnchanged()
}

/** Both gateways are connected to `istiod`, each at its version. */
async function versionsAre(output: Output, { shared, own }: { shared: string; own: string }): Promise<void> {
  const istiod = podsOf('istiod')
  await check(output, `the shared gateway is connected to \`istiod\`, at ${shared}`).hasRow(
    podsOf('istio-ingressgateway', 'istio-system'),
    istiod,
    shared,
  )
  await check(output, `your gateway is connected to \`istiod\`, at ${own}`).hasRow(
    podsOf('edge-gateway', 'edge'),
    istiod,
    own,
  )
}
