import { istioCrds } from '../src/istio/crds.ts'
import { prober } from '../src/istio/prober.ts'
import { check, runbook } from '../src/runbook/index.ts'
import type { Cluster } from '../src/kubernetes/index.ts'
import type { Output } from '../src/runbook/checks/output-matchers.ts'

/** The mesh configuration of a revision, without and with the access log. */
function mesh(service: string, log: boolean): string {
  return `${log ? 'accessLogFile: /dev/stdout\n' : ''}defaultConfig:
  discoveryAddress: ${service}.istio-system.svc:15012
enablePrometheusMerge: true
rootNamespace: istio-system
trustDomain: cluster.local`
}

export default runbook('canary-settings', ({ step, traffic, allowLeftover }) => {
  traffic({
    from: 'apply-settings',
    to: 'reset',
    prober: (cluster) =>
      prober(cluster, {
        from: { namespace: 'shop', deployment: 'client' },
        url: 'http://payments.payments:8080/hostname',
      }),
  })
  traffic({
    from: 'apply-settings',
    to: 'reset',
    prober: (cluster) =>
      prober(cluster, {
        from: { namespace: 'outside', deployment: 'visitor' },
        url: 'http://istio-ingressgateway.istio-system/hostname',
        host: 'payments.example.com',
      }),
  })
  for (const name of ['istio-system/istiod', 'payments/payments'])
    for (const kind of ['Pod', 'ReplicaSet.apps']) allowLeftover(`${kind} ${name}-*`, 'the pods were replaced')
  allowLeftover('Deployment.apps payments/payments', 'a restart writes its time into the pod template')
  allowLeftover(
    'HorizontalPodAutoscaler.autoscaling istio-system/istiod',
    'it was deleted with the settings of the page, and made again without them',
  )

  step('write-settings', async ({ file }) => {
    await check(file('mesh.yaml')).contains('accessLogFile: /dev/stdout')
    await check(file('mesh.yaml')).contains('replicaCount: 2')
    await check(file('mesh.yaml')).contains('memory: 256Mi')
  })

  step('apply-settings', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('Installation complete')
    await settingsAre(cluster, 'istiod', 'istio', 'own')
    await check(cluster.pods('istio-system', 'app=istiod')).areReady(2)
    await check(cluster.deployment('istio-system', 'istiod')).hasLabel(
      'operator.istio.io/version',
      versions.startIstio!,
    )
    await check(cluster.pods('istio-system', 'app=istio-ingressgateway')).areUnchanged()
    await check(cluster.pods('payments', 'app=payments')).areUnchanged()
  })

  step('log-before', async ({ output }) => {
    await check(output).equals('1')
  })

  step('install-bare', { timeout: '5m' }, async ({ cluster, vars, versions, output }) => {
    const { istiod, configMap } = revision(vars['REVISION']!)
    await check(output).contains('Installation complete')
    await check(output).lacks('WARNING')
    await settingsAre(cluster, istiod, configMap, 'default')
    await check(cluster.deployment('istio-system', 'istiod')).isUnchanged()
    for (const name of istioCrds) await check(cluster.crd(name)).hasLabel('operator.istio.io/version', versions.istio)
  })

  step('deployments-bare', async ({ output, vars }) => {
    await check(output).hasRow('istiod', '2', '100m', '256Mi')
    await check(output).hasRow(revision(vars['REVISION']!).istiod, '1', '500m', '2Gi')
  })

  step('budgets-bare', async ({ output, vars }) => {
    await check(output).hasRow('istiod', '1')
    await check(output).lacks(revision(vars['REVISION']!).istiod)
  })

  step('meshes-bare', async ({ output, vars }) => {
    const { istiod, configMap } = revision(vars['REVISION']!)
    await check(output).equals(`istio\n${mesh('istiod', true)}\n\n${configMap}\n${mesh(istiod, false)}`)
  })

  step('label-payments', async ({ cluster, vars }) => {
    await check(cluster.namespace('payments')).hasLabel('istio.io/rev', vars['REVISION']!)
    await check(cluster.namespace('payments')).lacksLabel('istio-injection')
  })

  step('restart-payments', { timeout: '5m' }, async ({ output, cluster, vars }) => {
    await check(output).contains('deployment "payments" successfully rolled out')
    await check(cluster.pods('payments', 'app=payments')).haveAnnotation('istio.io/rev', vars['REVISION']!)
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
  })

  step('log-lost', async ({ output }) => {
    await check(output).equals('0')
  })

  step('install-with-file', { timeout: '5m' }, async ({ cluster, vars, output }) => {
    const { istiod, configMap } = revision(vars['REVISION']!)
    const pods = cluster.pods('payments', 'app=payments,service.istio.io/canonical-name=payments')
    await check(output).contains('Installation complete')
    await settingsAre(cluster, istiod, configMap, 'own')
    await check(cluster.pods('istio-system', `app=istiod,istio.io/rev=${vars['REVISION']}`)).areReady(2)
    await check(pods).areUnchanged()
  })

  step('deployments-equal', async ({ output, vars }) => {
    for (const name of ['istiod', revision(vars['REVISION']!).istiod])
      await check(output).hasRow(name, '2', '100m', '256Mi')
  })

  step('meshes-equal', async ({ output, vars }) => {
    const { istiod, configMap } = revision(vars['REVISION']!)
    await check(output).equals(`istio\n${mesh('istiod', true)}\n\n${configMap}\n${mesh(istiod, true)}`)
  })

  step('log-again', async ({ output }) => {
    await check(output).equals('1')
  })

  step('given-values', async ({ output }) => {
    await settingsStandIn(output)
  })

  step('label-back', async ({ cluster }) => {
    await check(cluster.namespace('payments')).lacksLabel('istio.io/rev')
    await check(cluster.namespace('payments')).hasLabel('istio-injection', 'enabled')
  })

  step('restart-back', { timeout: '5m' }, async ({ output, cluster }) => {
    await check(output).contains('deployment "payments" successfully rolled out')
    await check(cluster.pods('payments', 'app=payments')).haveAnnotation('istio.io/rev', 'default')
    await check(cluster.pods('payments', 'app=payments')).areReady(2)
  })

  step('remove-revision', async ({ cluster, vars }) => {
    const { istiod } = revision(vars['REVISION']!)
    await check(cluster.deployment('istio-system', istiod)).isAbsent()
    await check(cluster.service('istio-system', istiod)).isAbsent()
    await check(cluster.deployment('istio-system', 'istiod')).isUnchanged()
    await check(cluster.pods('istio-system', 'app=istio-ingressgateway')).areUnchanged()
  })

  step('reset', { timeout: '5m' }, async ({ cluster, versions, output }) => {
    await check(output).contains('Installation complete')
    await check(output).lacks('WARNING')
    await settingsAre(cluster, 'istiod', 'istio', 'default')
    await check(cluster.pods('istio-system', 'app=istiod')).areReady(1)
    for (const name of istioCrds) {
      await check(cluster.crd(name)).hasLabel('operator.istio.io/version', versions.startIstio!)
      await check(cluster.crd(name)).hasLabel('istio.io/rev', 'default')
    }
    await check(cluster.pods('istio-system', 'app=istio-ingressgateway')).areUnchanged()
  })

  step('settings-dropped', async ({ output }) => {
    await check(output).hasRow('istiod', '1', '500m', '2Gi')
  })

  step('delete-file', async ({ file }) => {
    await check(file('mesh.yaml')).isAbsent()
  })
})

/** What a revision's objects are called. */
function revision(name: string) {
  return { istiod: `istiod-${name}`, configMap: `istio-${name}` }
}

/** Replicas, memory and mesh configuration of a control plane: those of the page's file, or those of the profile; rolled out. */
async function settingsAre(
  cluster: Cluster,
  istiod: string,
  configMap: string,
  whose: 'own' | 'default',
): Promise<void> {
  const own = whose === 'own'
  const deployment = cluster.deployment('istio-system', istiod)
  await check(deployment).hasField('spec.replicas', own ? 2 : 1)
  await check(deployment).hasField('spec.template.spec.containers.0.resources.requests.memory', own ? '256Mi' : '2Gi')
  await check(deployment).isAvailable()
  await check(cluster.object('v1', 'ConfigMap', configMap, 'istio-system')).hasField('data.mesh', mesh(istiod, own))
  const budget = cluster.object('policy/v1', 'PodDisruptionBudget', istiod, 'istio-system')
  await (own ? check(budget).exists() : check(budget).isAbsent())
}

async function settingsStandIn(output: Output): Promise<void> {
  await check(output).contains('"accessLogFile": "/dev/stdout"')
  await check(output).contains('"replicaCount": 2')
  await check(output).contains('"memory": "256Mi"')
}
