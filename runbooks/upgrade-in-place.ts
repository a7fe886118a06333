import { istioCrds } from '../src/istio/crds.ts'
import { prober } from '../src/istio/prober.ts'
import { check, podsOf, runbook } from '../src/runbook/index.ts'
import type { Cluster } from '../src/kubernetes/index.ts'
import type { Output } from '../src/runbook/checks/output-matchers.ts'

/** The mesh configuration of the default profile. */
const DEFAULT_MESH = `defaultConfig:
  discoveryAddress: istiod.istio-system.svc:15012
enablePrometheusMerge: true
rootNamespace: istio-system
trustDomain: cluster.local`

/** The same with the page's setting. */
const OWN_MESH = `accessLogFile: /dev/stdout\n${DEFAULT_MESH}`

export default runbook('upgrade-in-place', ({ step, traffic, allowLeftover }) => {
  // Requests in the mesh are sent from the client's pod, so they cannot go on while the client is restarted.
  for (const [from, to] of [
    ['upgrade', 'restart'],
    ['forget', 'restart-back'],
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
  traffic({
    from: 'upgrade',
    to: 'restart-client-back',
    prober: (cluster) =>
      prober(cluster, {
        from: { namespace: 'outside', deployment: 'visitor' },
        url: 'http://istio-ingressgateway.istio-system/hostname',
        host: 'payments.example.com',
      }),
  })
  for (const name of ['istio-system/istiod', 'istio-system/istio-ingressgateway', 'payments/payments', 'shop/client'])
    for (const kind of ['Pod', 'ReplicaSet.apps'])
      allowLeftover(`${kind} ${name}-*`, 'the pods were replaced, and each time by another ReplicaSet')
  for (const name of ['payments/payments', 'shop/client'])
    allowLeftover(`Deployment.apps ${name}`, 'a restart writes its time into the pod template')

  step('versions-before', async ({ output, versions }) => {
    await check(output).contains(`client version: ${versions.istio}`)
    await check(output).contains(`control plane version: ${versions.startIstio}`)
    await check(output).contains(`data plane version: ${versions.startIstio} (4 proxies)`)
  })

  step('write-settings', async ({ file }) => {
    await check(file('mesh.yaml')).contains('accessLogFile: /dev/stdout')
    await check(file('mesh.yaml')).contains('memory: 512Mi')
  })

  step('apply-settings', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('Installation complete')
    await settingsAre(cluster, 'own')
    await check(cluster.deployment('istio-system', 'istiod')).hasLabel(
      'operator.istio.io/version',
      versions.startIstio!,
    )
    await check(cluster.deployment('istio-system', 'istio-ingressgateway')).isUnchanged()
  })

  step('settings-before', async ({ output }) => {
    await check(output).contains('accessLogFile: /dev/stdout')
    await check(output).contains('{"cpu":"200m","memory":"512Mi"}')
  })

  step('given-values', async ({ output }) => {
    await check(output).contains('"accessLogFile": "/dev/stdout"')
    await check(output).lacks('512Mi')
  })

  step('precheck', async ({ output }) => {
    await check(output).contains('No issues found when checking the cluster.')
  })

  step('alias', async ({ output }) => {
    await check(output).equals('The upgrade command is an alias for the install command')
  })

  step('upgrade', { timeout: '6m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('Istio is being upgraded from')
    await check(output).contains('Installation complete')
    await controlPlaneIs(cluster, versions.istio)
    await check(cluster.pods('istio-system', 'app=istiod')).areReplaced()
    await check(cluster.pods('istio-system', 'app=istio-ingressgateway')).areReplaced()
    for (const name of istioCrds) await check(cluster.crd(name)).hasLabel('operator.istio.io/version', versions.istio)
    await settingsAre(cluster, 'own')
    await check(cluster.pods('payments', 'app=payments')).areUnchanged()
    await check(cluster.pods('shop', 'app=client')).areUnchanged()
  })

  step('settings-kept', async ({ output }) => {
    await check(output).contains('accessLogFile: /dev/stdout')
    await check(output).contains('{"cpu":"200m","memory":"512Mi"}')
  })

  step('versions-during', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${versions.istio}`)
    await check(output).contains(
      `data plane version: ${versions.startIstio} (3 proxies), ${versions.istio} (1 proxies)`,
    )
  })

  step('old-in-sync', async ({ output, versions }) => {
    await inSync(output, { sidecars: versions.startIstio!, gateway: versions.istio })
  })

  step('pods-behind', async ({ output }) => {
    await check(output).contains('Warning [IST0158] (Namespace payments)')
    await check(output).contains('Warning [IST0158] (Namespace shop)')
  })

  step('restart', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('deployment "payments" successfully rolled out')
    await check(cluster.pods('payments', 'app=payments')).areReplaced()
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
  })

  step('restart-client', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('deployment "client" successfully rolled out')
    await check(cluster.pods('shop', 'app=client')).areReplaced()
    await check(cluster.pods('shop', 'app=client')).areReady(1)
  })

  step('versions-after', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${versions.istio}`)
    await check(output).contains(`data plane version: ${versions.istio} (4 proxies)`)
  })

  step('forget', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('Installation complete')
    await check(output).lacks('WARNING')
    await settingsAre(cluster, 'default')
    await check(cluster.deployment('istio-system', 'istio-ingressgateway')).isAvailable()
  })

  step('settings-lost', async ({ output }) => {
    await check(output).contains('{"cpu":"500m","memory":"2Gi"}')
    await check(output).lacks('accessLogFile')
  })

  step('repair', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('Installation complete')
    await settingsAre(cluster, 'own')
  })

  step('use-new-field', async ({ cluster }) => {
    await check(rule(cluster)).hasField('spec.trafficPolicy.connectionPool.http.http2KeepAlive.interval', '30s')
  })

  step('precheck-back', async ({ output }) => {
    await check(output).contains('No issues found when checking the cluster.')
  })

  step('downgrade', { timeout: '6m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('Istio is being downgraded from')
    await check(output).contains('Installation complete')
    await controlPlaneIs(cluster, versions.startIstio!)
    for (const name of istioCrds) await check(cluster.crd(name)).hasLabel('operator.istio.io/version', versions.istio)
    await settingsAre(cluster, 'own')
  })

  step('field-kept', async ({ output }) => {
    await check(output).equals('{"http2KeepAlive":{"interval":"30s","timeout":"5s"}}')
  })

  step('proxies-ahead', async ({ output, versions }) => {
    await inSync(output, { sidecars: versions.istio, gateway: versions.startIstio! })
  })

  // A selector of their own: the pods are compared with those of the upgraded mesh, not with those of the beginning.
  step('restart-back', { timeout: '5m' }, async ({ cluster, output }) => {
    const pods = cluster.pods('payments', 'app=payments,service.istio.io/canonical-name=payments')
    await check(output).contains('deployment "payments" successfully rolled out')
    await check(pods).areReplaced()
    await check(pods).areReady(2)
  })

  step('restart-client-back', { timeout: '5m' }, async ({ cluster, output }) => {
    const pods = cluster.pods('shop', 'app=client,service.istio.io/canonical-name=client')
    await check(output).contains('deployment "client" successfully rolled out')
    await check(pods).areReplaced()
    await check(pods).areReady(1)
  })

  step('versions-restored', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${versions.startIstio}`)
    await check(output).contains(`data plane version: ${versions.startIstio} (4 proxies)`)
  })

  step('old-crds', async ({ cluster, output, versions }) => {
    for (const name of istioCrds) {
      await check(output).contains(`customresourcedefinition.apiextensions.k8s.io/${name} serverside-applied`)
      await check(cluster.crd(name)).hasLabel('app.kubernetes.io/version', versions.startIstio!)
    }
    await controlPlaneIs(cluster, versions.startIstio!)
  })

  step('field-lost', async ({ output }) => {
    await check(output).equals('{}')
  })

  step('new-crds', async ({ cluster, output, versions }) => {
    for (const name of istioCrds) {
      await check(output).contains(`customresourcedefinition.apiextensions.k8s.io/${name} serverside-applied`)
      await check(cluster.crd(name)).hasLabel('app.kubernetes.io/version', versions.istio)
    }
  })

  step('field-back', async ({ output }) => {
    await check(output).equals('{"http2KeepAlive":{"interval":"30s","timeout":"5s"}}')
  })

  step('reset', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('Installation complete')
    await settingsAre(cluster, 'default')
    await controlPlaneIs(cluster, versions.startIstio!)
    for (const name of istioCrds)
      await check(cluster.crd(name)).hasLabel('operator.istio.io/version', versions.startIstio!)
  })

  step('delete-rule', async ({ cluster }) => {
    await check(rule(cluster)).isAbsent()
  })

  step('delete-file', async ({ file }) => {
    await check(file('mesh.yaml')).isAbsent()
  })
})

function rule(cluster: Cluster) {
  return cluster.object('networking.istio.io/v1', 'DestinationRule', 'payments', 'payments')
}

/** The two settings of the page's file, or what the default profile has in their place; rolled out. */
async function settingsAre(cluster: Cluster, whose: 'own' | 'default'): Promise<void> {
  await check(cluster.object('v1', 'ConfigMap', 'istio', 'istio-system')).hasField(
    'data.mesh',
    whose === 'own' ? OWN_MESH : DEFAULT_MESH,
  )
  await check(cluster.deployment('istio-system', 'istiod')).hasField(
    'spec.template.spec.containers.0.resources.requests.memory',
    whose === 'own' ? '512Mi' : '2Gi',
  )
  await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
}

/** `istiod` and the gateway are of a version, and nothing but their new pods is left. */
async function controlPlaneIs(cluster: Cluster, version: string): Promise<void> {
  for (const name of ['istiod', 'istio-ingressgateway']) {
    await check(cluster.deployment('istio-system', name)).hasLabel('operator.istio.io/version', version)
    await check(cluster.deployment('istio-system', name)).isAvailable()
    await check(cluster.pods('istio-system', `app=${name}`)).areReady(1)
  }
}

/** All four proxies are in sync with `istiod`: three sidecars and the gateway, each at its version. */
async function inSync(output: Output, { sidecars, gateway }: { sidecars: string; gateway: string }): Promise<void> {
  const istiod = podsOf('istiod')
  await check(output, `both \`payments\` pods are in sync with \`istiod\`, at ${sidecars}`).hasRows(
    2,
    podsOf('payments', 'payments'),
    'SYNCED',
    istiod,
    sidecars,
  )
  await check(output, `the \`client\` pod is in sync with \`istiod\`, at ${sidecars}`).hasRow(
    podsOf('client', 'shop'),
    'SYNCED',
    istiod,
    sidecars,
  )
  await check(output, `the gateway is in sync with \`istiod\`, at ${gateway}`).hasRow(
    podsOf('istio-ingressgateway', 'istio-system'),
    'SYNCED',
    istiod,
    gateway,
  )
  await check(output).lacks('STALE')
  await check(output).lacks('ERROR')
}
