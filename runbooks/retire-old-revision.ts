import { check, podsOf, runbook } from '../src/runbook/index.ts'
import type { Cluster } from '../src/kubernetes/index.ts'

const web = podsOf('web', 'sample')

export default runbook('retire-old-revision', ({ step }) => {
  step('install-old', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('Installation complete')
    await check(cluster.deployment('istio-system', 'istiod-old')).isAvailable()
    await check(defaultTag(cluster)).hasLabel('istio.io/rev', 'old')
  })

  step('create-sample', async ({ cluster }) => {
    await check(cluster.deployment('sample', 'web')).isAvailable()
    await check(cluster.pods('sample', 'app=web')).haveAnnotation('istio.io/rev', 'old')
  })

  step('install-new', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('Installation complete')
    await check(cluster.deployment('istio-system', 'istiod-new')).isAvailable()
    await check(defaultTag(cluster)).hasLabel('istio.io/rev', 'old')
  })

  step('still-connected', async ({ output }) => {
    await check(output, 'the `web` pod is listed, connected to an `istiod-old` pod').hasRow(web, podsOf('istiod-old'))
  })

  step('too-early', async ({ output, cluster }) => {
    await check(output).contains('proxies pointing to the control plane revision old')
    await check(output).contains('web-')
    await check(cluster.deployment('istio-system', 'istiod-old')).isAvailable()
  })

  step('move-default', async ({ cluster }) => {
    await check(defaultTag(cluster)).hasLabel('istio.io/rev', 'new')
    await check(cluster.pods('sample', 'app=web')).haveAnnotation('istio.io/rev', 'old')
  })

  step('restart', async ({ cluster }) => {
    await check(cluster.deployment('sample', 'web')).isAvailable()
    await check(cluster.pods('sample', 'app=web')).haveAnnotation('istio.io/rev', 'new')
    await check(cluster.pods('sample', 'app=web')).areReady(1)
  })

  step('none-left', async ({ output }) => {
    await check(output, 'the table of proxies has its header').hasRow('NAME', 'CLUSTER', 'ISTIOD', 'VERSION')
    await check(output).lacks('web-')
  })

  step('labels', async ({ output }) => {
    await check(output, 'namespace `sample` is labeled `istio-injection=enabled`').hasRow('sample', 'Active', 'enabled')
    await check(output, 'namespace `sample` does not name revision `old`').lacksRow('sample', 'old')
  })

  step('retire', async ({ cluster }) => {
    await check(cluster.deployment('istio-system', 'istiod-old')).isAbsent()
    await check(cluster.deployment('istio-system', 'istiod-new')).isAvailable()
  })

  step('tags', async ({ output }) => {
    await check(output, 'tag `default` points to revision `new`').hasRow('default', 'new')
  })

  step('control-planes', async ({ output }) => {
    await check(output, 'Deployment `istiod-new` is ready and belongs to revision `new`').hasRow(
      'istiod-new',
      '1/1',
      'new',
    )
    await check(output, 'Deployment `istiod-old` is gone').lacksRow('istiod-old')
  })

  step('delete-sample', async ({ cluster }) => {
    await check(cluster.namespace('sample')).isAbsent()
  })

  step('purge', async ({ cluster }) => {
    await check(cluster.deployment('istio-system', 'istiod-new')).isAbsent()
    await check(defaultTag(cluster)).isAbsent()
  })

  step('delete-namespace', async ({ cluster }) => {
    await check(cluster.namespace('istio-system')).isAbsent()
  })

  step('delete-certificates', async ({ cluster }) => {
    for (const namespace of ['default', 'kube-system'])
      await check(cluster.object('v1', 'ConfigMap', 'istio-ca-root-cert', namespace)).isAbsent()
  })
})

function defaultTag(cluster: Cluster) {
  return cluster.object('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', 'istio-revision-tag-default')
}
