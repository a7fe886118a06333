import { istioCrds } from '../src/istio/crds.ts'
import { check, runbook } from '../src/runbook/index.ts'

export default runbook('hands-on', ({ step }) => {
  step('decide', async ({ file }) => {
    const note = file('strategy.txt')
    await check(note).hasLine(/^installer: *(istioctl|helm|render)/, 'installer: istioctl, helm or render')
    await check(note).hasLine(/^profile: *\w+/, 'profile: …')
    await check(note).hasLine(/^revision: *\w+/, 'revision: …')
    await check(note).hasLine(/^because: *\w+ \w+/, 'because: … with a reason')
  })

  step('install', { timeout: '5m' }, async ({ cluster }) => {
    await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
    for (const name of istioCrds) await check(cluster.crd(name)).exists()
  })

  step('create-sample', async ({ cluster }) => {
    await check(cluster.namespace('sample')).hasLabel('istio-injection', 'enabled')
  })

  step('deploy-web', async ({ cluster }) => {
    await check(cluster.deployment('sample', 'web')).isAvailable()
    await check(cluster.pods('sample', 'app=web')).haveNativeSidecar('istio-proxy')
  })

  step('read-sync', async ({ file }) => {
    await check(file('sync.txt')).hasLine(/^web-\S+\.sample\s.*SYNCED/, 'with a pod of web and SYNCED')
  })

  step('read-clusters', async ({ file }) => {
    await check(file('clusters.txt')).hasLine(
      /^kubernetes\.default\.svc\.cluster\.local\s/,
      'with a service of the cluster',
    )
  })

  step('deploy-early', async ({ cluster }) => {
    await check(cluster.namespace('late')).lacksLabel('istio-injection')
    await check(cluster.deployment('late', 'early')).isAvailable()
    await check(cluster.pods('late', 'app=early')).haveNoInitContainers()
  })

  step('label-late', async ({ cluster }) => {
    await check(cluster.namespace('late')).hasLabel('istio-injection', 'enabled')
    await check(cluster.pods('late', 'app=early')).haveNoInitContainers()
  })

  step('replace-early', async ({ cluster }) => {
    await check(cluster.deployment('late', 'early')).isAvailable()
    await check(cluster.pods('late', 'app=early')).haveNativeSidecar('istio-proxy')
  })

  step('compare', async ({ file }) => {
    await check(file('comparison.txt')).hasLine(/^saves: *\w+ \w+/, 'saves: … in words')
    await check(file('comparison.txt')).hasLine(/^harder: *\w+ \w+/, 'harder: … in words')
  })

  step('delete-notes', async ({ file }) => {
    for (const name of ['strategy.txt', 'sync.txt', 'clusters.txt', 'comparison.txt'])
      await check(file(name)).isAbsent()
  })

  step('delete-late', async ({ cluster }) => {
    await check(cluster.namespace('late')).isAbsent()
  })

  step('delete-sample', async ({ cluster }) => {
    await check(cluster.namespace('sample')).isAbsent()
  })

  step('uninstall', async ({ cluster }) => {
    await check(cluster.deployment('istio-system', 'istiod')).isAbsent()
    await check(cluster.crd('virtualservices.networking.istio.io')).isAbsent()
  })

  step('delete-namespace', async ({ cluster }) => {
    await check(cluster.namespace('istio-system')).isAbsent()
  })

  step('delete-certificates', async ({ cluster }) => {
    for (const namespace of ['default', 'kube-system'])
      await check(cluster.object('v1', 'ConfigMap', 'istio-ca-root-cert', namespace)).isAbsent()
  })
})
