import { Envoy } from '../src/istio/envoy.ts'
import { check, podsOf, runbook } from '../src/runbook/index.ts'
import type { Cluster } from '../src/kubernetes/index.ts'

export default runbook('break-certificates', ({ step, allowLeftover }) => {
  for (const kind of ['Pod', 'ReplicaSet.apps']) {
    allowLeftover(`${kind} shop/client-*`, 'the client was restarted twice, and each time by a new ReplicaSet')
    allowLeftover(`${kind} istio-system/istiod-*`, 'istiod was restarted twice, and each time by a new ReplicaSet')
  }
  allowLeftover('Deployment.apps shop/client', 'a restart writes its time into the pod template')
  allowLeftover('Deployment.apps istio-system/istiod', 'a restart writes its time into the pod template')

  step('make-root', async ({ file }) => {
    await check(file('root-cert.pem')).contains('-----BEGIN CERTIFICATE-----')
    await check(file('root-key.pem')).contains('-----BEGIN PRIVATE KEY-----')
  })

  step('plug-in', async ({ cluster }) => {
    await check(cacerts(cluster)).exists()
  })

  step('restart-istiod', async ({ cluster }) => {
    await check(cluster.pods('istio-system', 'app=istiod')).areReplaced()
    await check(cluster.pods('istio-system', 'app=istiod')).areReady(1)
  })

  step('still-answers', async ({ output }) => {
    await check(output).hasRow(podsOf('payments'))
  })

  step('stranded', async ({ output }) => {
    await check(output, 'the table of proxies has its header').hasRow('NAME', 'CLUSTER', 'ISTIOD', 'VERSION')
    await check(output).lacks('istiod-')
  })

  step('restart-client', async ({ cluster }) => {
    await check(cluster.pods('shop', 'app=client')).areReplaced()
    await check(cluster.pods('shop', 'app=client')).areReady(1)
  })

  step('refused', async ({ output }) => {
    await check(output).contains('The requested URL returned error: 503')
  })

  step('body', async ({ output }) => {
    await check(output).contains('upstream connect error or disconnect/reset before headers')
  })

  step('raise-log', async ({ cluster }) => {
    await check(new Envoy(cluster, 'shop', 'client')).hasLogLevel('connection', 'debug')
  })

  step('ask-again', async ({ output }) => {
    await check(output).contains('The requested URL returned error: 503')
  })

  step('reason', async ({ output }) => {
    await check(output).contains('CERTIFICATE_VERIFY_FAILED')
  })

  step('old-side', async ({ output }) => {
    await check(output).contains('cluster.local')
  })

  step('new-side', async ({ output }) => {
    await check(output).contains('Foreign root')
  })

  step('which-authority', async ({ output }) => {
    await check(output, 'Secret `cacerts` is listed').hasRow('cacerts', 'Opaque')
    await check(output, 'Secret `istio-ca-secret` is listed, with type `istio.io/ca-root`').hasRow(
      'istio-ca-secret',
      'istio.io/ca-root',
    )
  })

  step('unplug', async ({ cluster }) => {
    await check(cacerts(cluster)).isAbsent()
  })

  step('restart-istiod-back', async ({ cluster }) => {
    await check(cluster.deployment('istio-system', 'istiod')).isRestarted()
    await check(cluster.pods('istio-system', 'app=istiod')).areReady(1)
    await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
  })

  step('restart-client-back', async ({ cluster }) => {
    await check(new Envoy(cluster, 'shop', 'client')).hasLogLevel('connection', 'warning')
    await check(cluster.pods('shop', 'app=client')).areReady(1)
  })

  step('answered', async ({ output }) => {
    await check(output).hasRow(podsOf('payments'))
  })

  step('remove-files', async ({ file }) => {
    await check(file('root-key.pem')).isAbsent()
    await check(file('root-cert.pem')).isAbsent()
  })
})

function cacerts(cluster: Cluster) {
  return cluster.object('v1', 'Secret', 'cacerts', 'istio-system')
}
