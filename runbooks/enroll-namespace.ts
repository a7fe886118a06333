import { check, podsOf, runbook } from '../src/runbook/index.ts'

export default runbook('enroll-namespace', ({ step }) => {
  step('create-sample', async ({ cluster }) => {
    await check(cluster.namespace('sample')).exists()
  })

  step('deploy-early', async ({ cluster }) => {
    await check(cluster.deployment('sample', 'early')).isAvailable()
    await check(cluster.pods('sample', 'app=early')).haveOnlyContainers('agnhost')
  })

  step('enroll-sample', async ({ cluster }) => {
    await check(cluster.namespace('sample')).hasLabel('istio-injection', 'enabled')
    await check(cluster.pods('sample', 'app=early')).areUnchanged()
  })

  step('early-is-outside', async ({ output }) => {
    await check(output).equals(' | agnhost')
  })

  step('analyze-sample', async ({ output }) => {
    await check(output).contains('Warning [IST0103] (Pod sample/early-')
  })

  step('deploy-web', async ({ cluster }) => {
    await check(cluster.deployment('sample', 'web')).isAvailable()
    await check(cluster.pods('sample', 'app=web')).haveNativeSidecar('istio-proxy')
  })

  step('rollout-web', async ({ output }) => {
    await check(output).equals('deployment "web" successfully rolled out')
  })

  step('web-is-inside', async ({ output }) => {
    await check(output).equals('istio-init istio-proxy | agnhost')
  })

  step('describe-web', async ({ output }) => {
    await check(output).hasRow('istio-proxy:')
    await check(output).contains('istio-proxy')
  })

  step('run-bare', async ({ cluster }) => {
    await check(cluster.pods('sample', 'run=bare')).areReady(1)
    await check(cluster.pods('sample', 'run=bare')).haveNativeSidecar('istio-proxy')
  })

  step('restart-early', async ({ cluster }) => {
    await check(cluster.deployment('sample', 'early')).isAvailable()
    await check(cluster.pods('sample', 'app=early')).areReady(1)
    await check(cluster.pods('sample', 'app=early')).haveNativeSidecar('istio-proxy')
  })

  step('rollout-early', async ({ output }) => {
    await check(output).equals('deployment "early" successfully rolled out')
  })

  step('all-connected', async ({ output }) => {
    await check(output, 'the `early` pod is listed, connected to an `istiod` pod').hasRow(
      podsOf('early', 'sample'),
      podsOf('istiod'),
    )
    await check(output, 'the `web` pod is listed, connected to an `istiod` pod').hasRow(
      podsOf('web', 'sample'),
      podsOf('istiod'),
    )
    await check(output, 'the pod `bare` is listed, connected to an `istiod` pod').hasRow(
      'bare.sample',
      podsOf('istiod'),
    )
  })

  step('delete-sample', async ({ cluster }) => {
    await check(cluster.namespace('sample')).isAbsent()
  })
})
