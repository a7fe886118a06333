import { check, podsOf, runbook } from '../src/runbook/index.ts'

export default runbook('manual-injection', ({ step }) => {
  step('create-manual', async ({ cluster }) => {
    await check(cluster.namespace('manual')).exists()
    await check(cluster.namespace('manual')).lacksLabel('istio-injection')
  })

  step('write-manifest', async ({ file }) => {
    await check(file('manual-web.yaml')).contains('kind: Deployment')
  })

  step('inject', async ({ file }) => {
    await check(file('manual-web-injected.yaml')).contains('name: istio-proxy')
  })

  step('what-was-added', async ({ output }) => {
    await check(output).contains('name: istio-init')
    await check(output).contains('name: istio-proxy')
    await check(output).contains('restartPolicy: Always')
  })

  step('apply-injected', async ({ cluster }) => {
    await check(cluster.deployment('manual', 'manual-web')).isAvailable()
    await check(cluster.pods('manual', 'app=manual-web')).haveNativeSidecar('istio-proxy')
    await check(cluster.namespace('manual')).lacksLabel('istio-injection')
  })

  step('prove', async ({ output }) => {
    await check(output).equals('istio-init istio-proxy | agnhost')
  })

  step('connected', async ({ output }) => {
    await check(output, 'the `manual-web` pod is listed, connected to an `istiod` pod').hasRow(
      podsOf('manual-web', 'manual'),
      podsOf('istiod'),
    )
  })

  step('delete-manual', async ({ cluster }) => {
    await check(cluster.namespace('manual')).isAbsent()
  })

  step('delete-files', async ({ file }) => {
    await check(file('manual-web.yaml')).isAbsent()
    await check(file('manual-web-injected.yaml')).isAbsent()
  })
})
