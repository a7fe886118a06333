import { istioCrds } from '../src/istio/crds.ts'
import { prober } from '../src/istio/prober.ts'
import { check, podsOf, runbook } from '../src/runbook/index.ts'
import type { Cluster } from '../src/kubernetes/index.ts'

/** The mesh configuration of the default profile. */
const DEFAULT_MESH = `defaultConfig:
  discoveryAddress: istiod.istio-system.svc:15012
enablePrometheusMerge: true
rootNamespace: istio-system
trustDomain: cluster.local`

/** The same with the page's setting. */
const OWN_MESH = `accessLogFile: /dev/stdout\n${DEFAULT_MESH}`

export default runbook('migrate-istioctl-to-helm', ({ step, traffic, allowLeftover }) => {
  traffic({
    from: 'plain-install',
    to: 'reset',
    prober: (cluster) =>
      prober(cluster, {
        from: { namespace: 'shop', deployment: 'client' },
        url: 'http://payments.payments:8080/hostname',
      }),
  })
  // The old gateway until the new one serves, and the new one until the old one is back.
  for (const [from, to, namespace] of [
    ['plain-install', 'call-new', 'istio-system'],
    ['call-new', 'reset', 'istio-ingress'],
  ] as const)
    traffic({
      from,
      to,
      prober: (cluster) =>
        prober(cluster, {
          from: { namespace: 'outside', deployment: 'visitor' },
          url: `http://istio-ingressgateway.${namespace}/hostname`,
          host: 'payments.example.com',
        }),
    })

  for (const kind of ['Pod', 'ReplicaSet.apps'])
    allowLeftover(`${kind} istio-system/istiod-*`, 'the pods were replaced, and each time by another ReplicaSet')
  for (const object of [
    'Pod istio-system/istio-ingressgateway-*',
    'ReplicaSet.apps istio-system/istio-ingressgateway-*',
    'Deployment.apps istio-system/istio-ingressgateway',
    'Service istio-system/istio-ingressgateway',
    'ServiceAccount istio-system/istio-ingressgateway-service-account',
    'Role.rbac.authorization.k8s.io istio-system/istio-ingressgateway-sds',
    'RoleBinding.rbac.authorization.k8s.io istio-system/istio-ingressgateway-sds',
    'HorizontalPodAutoscaler.autoscaling istio-system/istio-ingressgateway',
  ])
    allowLeftover(object, 'the old gateway was deleted and made again')
  for (const object of [
    'MutatingWebhookConfiguration.admissionregistration.k8s.io istio-revision-tag-default',
    'ValidatingWebhookConfiguration.admissionregistration.k8s.io istiod-default-validator',
    'Service istio-system/istiod-revision-tag-default',
  ])
    allowLeftover(object, 'the tag `default` was removed and made again')

  step('write-settings', async ({ file }) => {
    await check(file('mesh.yaml')).contains('accessLogFile: /dev/stdout')
    await check(file('mesh.yaml')).contains('memory: 512Mi')
  })

  step('apply-settings', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('Installation complete')
    await settingsAre(cluster, 'own')
  })

  step('owners-before', async ({ output }) => {
    for (const name of ['istiod', 'istio-ingressgateway'])
      await check(output, `\`${name}\` has the label \`Helm\` and no release`).hasRow(name, 'Helm', '<none>')
    await check(output).contains('istio-operator')
  })

  step('plain-install', async ({ output }) => {
    await check(output).contains('Successfully got an update from the "istio" chart repository')
    await check(output).contains('invalid ownership metadata')
  })

  step('take-ownership', async ({ cluster, output }) => {
    await check(output).contains('conflicts with "istio-operator"')
    await check(release(cluster, 'istio-base', 1)).hasLabel('status', 'failed')
    await check(reader(cluster)).isUnchanged()
    for (const name of istioCrds) await check(cluster.crd(name)).isUnchanged()
  })

  step('translate', async ({ output, file, versions }) => {
    for (const name of ['base', 'pilot'])
      await check(output).contains(`**Component \`${name}\`**: migration is supported!`)
    await check(output).contains('**Component `istio-ingressgateway`**: migration is **NOT** directly supported!')
    await check(file('translated/pilot-values.yaml')).contains('accessLogFile: /dev/stdout')
    await check(output).since('istio-1.31').hasRow('cpu:', '200m')
    await check(output).lacks('memory')
    await check(output).hasRow('tag:', versions.istio)
    await check(output).hasRow('defaultRevision:', '""')
  })

  step('difference', async ({ output }) => {
    await check(output).hasRow('<', 'memory:')
    await check(output).hasRow('>', 'memory:', '512Mi')
  })

  step('write-values', async ({ file }) => {
    await check(file('istiod-values.yaml')).contains('accessLogFile: /dev/stdout')
    await check(file('istiod-values.yaml')).contains('memory: 512Mi')
  })

  step('adopt-base', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('STATUS: deployed')
    for (const name of istioCrds) await check(cluster.crd(name)).hasLabel(INSTANCE, 'istio-base')
    await check(reader(cluster)).hasLabel(INSTANCE, 'istio-base')
    await check(defaultValidator(cluster)).hasLabel(INSTANCE, 'istio-base')
    await check(cluster.deployment('istio-system', 'istiod')).isUnchanged()
    await check(cluster.pods('istio-system', 'app=istiod')).areUnchanged()
  })

  step('adopt-istiod', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('STATUS: deployed')
    await check(cluster.deployment('istio-system', 'istiod')).hasLabel(INSTANCE, 'istiod')
    await settingsAre(cluster, 'own')
    await check(cluster.pods('istio-system', 'app=istiod')).areReplaced()
    await check(cluster.pods('istio-system', 'app=istiod')).areReady(1)
    await check(cluster.pods('payments', 'app=payments')).areUnchanged()
    await gatewayIsUnchanged(cluster)
  })

  step('owners-after', async ({ output }) => {
    await check(output, '`istiod` belongs to release `istiod`').hasRow('istiod', 'istiod')
    await check(output, '`helm` is a field manager of it').contains('helm,')
    await check(output, 'the gateway belongs to no release').hasRow('istio-ingressgateway', '<none>')
  })

  step('two-injectors', async ({ output }) => {
    await check(output).contains('Error [IST0139]')
  })

  step('remove-tag', async ({ cluster, output }) => {
    await check(output).contains('Revision tag default removed')
    await check(defaultTag(cluster)).isAbsent()
    await check(defaultValidator(cluster)).isAbsent()
  })

  step('restore-validator', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('STATUS: deployed')
    await check(defaultValidator(cluster)).hasLabel(INSTANCE, 'istio-base')
    await check(defaultValidator(cluster)).hasField('webhooks.0.failurePolicy', 'Fail')
    await check(output).contains('No validation issues found')
  })

  step('gateway-preview', async ({ output }) => {
    await check(output).contains('ISTIO_META_UNPRIVILEGED_POD')
    await check(output).hasRow('targetPort:', '80')
  })

  step('new-gateway', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('STATUS: deployed')
    await check(cluster.deployment('istio-ingress', 'istio-ingressgateway')).isAvailable()
    await check(cluster.pods('istio-ingress', 'istio=ingressgateway')).haveAnnotation('istio.io/rev', 'default')
    await gatewayIsUnchanged(cluster)
  })

  step('call-new', async ({ output }) => {
    await check(output).hasRow(podsOf('payments'))
  })

  step('remove-old', { timeout: '3m' }, async ({ cluster, output }) => {
    await check(cluster.deployment('istio-system', 'istio-ingressgateway')).isAbsent()
    await check(cluster.service('istio-system', 'istio-ingressgateway')).isAbsent()
    await check(cluster.pods('istio-system', 'app=istio-ingressgateway')).areAbsent()
    await check(cluster.pods('istio-ingress', 'istio=ingressgateway')).areUnchanged()
    for (const name of ['istio-base', 'istiod']) await check(output).hasRow(name, 'istio-system', 'deployed')
    await check(output).hasRow('istio-ingressgateway', 'istio-ingress', 'deployed')
  })

  step('reset', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('Installation complete')
    await settingsAre(cluster, 'default')
    await check(cluster.pods('istio-system', 'app=istiod')).areReady(1)
    await check(defaultTag(cluster)).exists()
    await check(cluster.deployment('istio-system', 'istio-ingressgateway')).isAvailable()
  })

  step('remove-gateway', async ({ cluster }) => {
    await check(cluster.deployment('istio-ingress', 'istio-ingressgateway')).isAbsent()
    await check(cluster.namespace('istio-ingress')).isAbsent()
  })

  // What Istio has is compared with what it was before Helm first tried to take it.
  step('forget-releases', async ({ cluster, output }) => {
    for (const [name, revision] of [
      ['istio-base', 1],
      ['istio-base', 2],
      ['istio-base', 3],
      ['istiod', 1],
    ] as const) {
      await check(output).contains(`secret "sh.helm.release.v1.${name}.v${revision}" deleted`)
      await check(release(cluster, name, revision)).isAbsent()
    }
    await check(output).hasRow('deployment.apps/istiod', 'annotated')
    await check(reader(cluster)).isUnchanged()
    for (const name of istioCrds) await check(cluster.crd(name)).isUnchanged()
    await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
  })

  step('delete-files', async ({ file }) => {
    for (const name of ['mesh.yaml', 'istiod-values.yaml', 'translated/README.md']) await check(file(name)).isAbsent()
  })
})

/** Where a chart writes the name of its release. */
const INSTANCE = 'app.kubernetes.io/instance'

/** Helm's record of a release. */
function release(cluster: Cluster, name: string, revision: number) {
  return cluster.object('v1', 'Secret', `sh.helm.release.v1.${name}.v${revision}`, 'istio-system')
}

function reader(cluster: Cluster) {
  return cluster.object('v1', 'ServiceAccount', 'istio-reader-service-account', 'istio-system')
}

function defaultValidator(cluster: Cluster) {
  return cluster.object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'istiod-default-validator')
}

function defaultTag(cluster: Cluster) {
  return cluster.object('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', 'istio-revision-tag-default')
}

/** The page's settings, or what the default profile has in their place; rolled out. */
async function settingsAre(cluster: Cluster, whose: 'own' | 'default'): Promise<void> {
  await check(cluster.object('v1', 'ConfigMap', 'istio', 'istio-system')).hasField(
    'data.mesh',
    whose === 'own' ? OWN_MESH : DEFAULT_MESH,
  )
  const requests = 'spec.template.spec.containers.0.resources.requests'
  const istiod = cluster.deployment('istio-system', 'istiod')
  await check(istiod).hasField(`${requests}.cpu`, whose === 'own' ? '200m' : '500m')
  await check(istiod).hasField(`${requests}.memory`, whose === 'own' ? '512Mi' : '2Gi')
  await check(istiod).isAvailable()
}

/** The gateway of istioctl: the same object with the same specification, and the same pods. */
async function gatewayIsUnchanged(cluster: Cluster): Promise<void> {
  await check(cluster.deployment('istio-system', 'istio-ingressgateway')).isUnchanged()
  await check(cluster.pods('istio-system', 'app=istio-ingressgateway')).areUnchanged()
}
