import { istioCrds } from '../src/istio/crds.ts'
import { check, runbook } from '../src/runbook/index.ts'

export default runbook('uninstall', ({ step }) => {
  step('install', { timeout: '5m' }, async ({ cluster, output }) => {
    await check(output).contains('Installation complete')
    await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
  })

  step('add-policy', async ({ cluster }) => {
    await check(cluster.object('security.istio.io/v1', 'PeerAuthentication', 'default', 'default')).exists()
  })

  step('no-such-revision', async ({ output }) => {
    await check(output).contains('could not find target revision')
  })

  step('remove-revision', async ({ cluster }) => {
    await check(cluster.deployment('istio-system', 'istiod')).isAbsent()
    await check(cluster.deployment('istio-system', 'istio-ingressgateway')).isAbsent()
    for (const name of istioCrds) await check(cluster.crd(name)).exists()
  })

  step('policy-stays', async ({ output }) => {
    await check(output).hasRow('default', 'PERMISSIVE')
  })

  step('crds-stay', async ({ output }) => {
    for (const name of istioCrds) await check(output).hasRow(`customresourcedefinition.apiextensions.k8s.io/${name}`)
  })

  step('webhooks-gone', async ({ output }) => {
    await check(output).contains('No resources found')
  })

  step('purge', async ({ cluster }) => {
    for (const name of istioCrds) await check(cluster.crd(name)).isAbsent()
    await check(
      cluster.object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'istio-reader-clusterrole-istio-system'),
    ).isAbsent()
  })

  step('policy-gone', async ({ output }) => {
    await check(output).contains(`the server doesn't have a resource type "peerauthentications"`)
  })

  step('namespace-stays', async ({ output }) => {
    await check(output).hasRow('istio-ca-secret', 'istio.io/ca-root')
  })

  step('delete-namespace', async ({ cluster }) => {
    await check(cluster.namespace('istio-system')).isAbsent()
  })

  step('delete-certificates', async ({ cluster }) => {
    for (const namespace of ['default', 'kube-system'])
      await check(cluster.object('v1', 'ConfigMap', 'istio-ca-root-cert', namespace)).isAbsent()
  })
})
