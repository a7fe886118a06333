import { istioCrds } from '../src/istio/crds.ts'
import { check, podsOf, runbook } from '../src/runbook/index.ts'

/** The label in which a chart writes its version of Istio. */
const VERSION = 'app.kubernetes.io/version'

export default runbook('helm-payments', ({ step }) => {
  step('update-repository', async ({ output }) => {
    await check(output).contains('Successfully got an update from the "istio" chart repository')
  })

  step('write-values', async ({ file }) => {
    await check(file('istiod-values.yaml')).contains('autoscaleMin: 2')
    await check(file('istiod-values.yaml')).contains('accessLogFile: /dev/stdout')
  })

  step('install-base', async ({ cluster, output, versions }) => {
    await check(output).contains('STATUS: deployed')
    for (const name of istioCrds) await check(cluster.crd(name)).hasLabel(VERSION, installed(versions))
  })

  step('install-istiod', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('STATUS: deployed')
    await check(cluster.deployment('istio-system', 'istiod')).hasLabel(VERSION, installed(versions))
    await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
    await check(cluster.object('autoscaling/v2', 'HorizontalPodAutoscaler', 'istiod', 'istio-system')).hasField(
      'spec.minReplicas',
      2,
    )
    await check(cluster.pods('istio-system', 'app=istiod')).areReady(2)
  })

  step('settings', async ({ output }) => {
    await check(output).hasRow('accessLogFile:', '/dev/stdout')
    await check(output, 'the smallest number of replicas is 2').hasRow('2')
  })

  step('install-gateway', { timeout: '5m' }, async ({ cluster, output, versions }) => {
    await check(output).contains('STATUS: deployed')
    await check(cluster.deployment('istio-ingress', 'istio-ingressgateway')).hasLabel(VERSION, installed(versions))
    await check(cluster.deployment('istio-ingress', 'istio-ingressgateway')).isAvailable()
  })

  step('list-releases', async ({ output, versions }) => {
    for (const [release, namespace] of [
      ['istio-base', 'istio-system'],
      ['istiod', 'istio-system'],
      ['istio-ingressgateway', 'istio-ingress'],
    ] as const)
      await check(output).hasRow(release, namespace, 'deployed', versions.istio)
  })

  step('deploy-payments', { timeout: '3m' }, async ({ cluster }) => {
    await check(cluster.deployment('payments', 'payments')).isAvailable()
    await check(cluster.pods('payments', 'app=payments')).haveNativeSidecar('istio-proxy')
    await check(cluster.service('payments', 'payments')).exists()
    for (const kind of ['Gateway', 'VirtualService'])
      await check(cluster.object('networking.istio.io/v1', kind, 'payments', 'payments')).exists()
  })

  step('deploy-callers', { timeout: '3m' }, async ({ cluster }) => {
    await check(cluster.deployment('shop', 'client')).isAvailable()
    await check(cluster.pods('shop', 'app=client')).haveNativeSidecar('istio-proxy')
    await check(cluster.deployment('outside', 'visitor')).isAvailable()
    await check(cluster.pods('outside', 'app=visitor')).haveNoInitContainers()
  })

  step('call-in-mesh', async ({ output }) => {
    await check(output).hasRow(podsOf('payments'))
  })

  step('call-through-gateway', async ({ output }) => {
    await check(output).hasRow(podsOf('payments'))
  })

  step('versions', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${versions.istio}`)
    await check(output).contains(`data plane version: ${versions.istio} (4 proxies)`)
  })

  step('delete-workloads', { timeout: '3m' }, async ({ cluster }) => {
    for (const name of ['payments', 'shop', 'outside']) await check(cluster.namespace(name)).isAbsent()
  })

  step('remove-gateway', async ({ cluster }) => {
    await check(cluster.deployment('istio-ingress', 'istio-ingressgateway')).isAbsent()
  })

  step('delete-ingress', async ({ cluster }) => {
    await check(cluster.namespace('istio-ingress')).isAbsent()
  })

  step('remove-istiod', async ({ cluster }) => {
    await check(cluster.deployment('istio-system', 'istiod')).isAbsent()
    await check(cluster.pods('istio-system', 'app=istiod')).areAbsent()
  })

  step('remove-base', async ({ cluster }) => {
    await check(
      cluster.object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'istiod-default-validator'),
    ).isAbsent()
    for (const name of istioCrds) await check(cluster.crd(name)).exists()
  })

  step('delete-crds', async ({ cluster }) => {
    for (const name of istioCrds) await check(cluster.crd(name)).isAbsent()
  })

  step('delete-namespace', async ({ cluster }) => {
    await check(cluster.namespace('istio-system')).isAbsent()
  })

  step('delete-certificates', async ({ cluster }) => {
    for (const namespace of ['default', 'kube-system'])
      await check(cluster.object('v1', 'ConfigMap', 'istio-ca-root-cert', namespace)).isAbsent()
  })

  step('delete-values', async ({ file }) => {
    await check(file('istiod-values.yaml')).isAbsent()
  })
})

/** The version that is installed: that of the start state, where the page is one. */
function installed({ istio, startIstio = istio }: { istio: string; startIstio?: string | undefined }): string {
  return startIstio
}
