import { check, runbook } from '../src/runbook/index.ts'

export default runbook('native-sidecars', ({ step }) => {
  step('create-sample', async ({ cluster }) => {
    await check(cluster.namespace('sample')).hasLabel('istio-injection', 'enabled')
  })

  step('run-job', async ({ cluster }) => {
    await check(cluster.object('batch/v1', 'Job', 'once', 'sample')).hasField('status.succeeded', 1)
  })

  step('job-order', async ({ output }) => {
    await check(output).equals('istio-init istio-proxy | once')
  })

  step('run-with-init', async ({ cluster }) => {
    await check(cluster.deployment('sample', 'with-init')).isAvailable()
    await check(cluster.pods('sample', 'app=with-init')).haveNativeSidecar('istio-proxy')
  })

  step('init-order', async ({ output }) => {
    await check(output).equals('istio-init istio-proxy ask-first | app')
  })

  step('run-classic', async ({ cluster }) => {
    await check(cluster.deployment('sample', 'classic')).isAvailable()
    await check(cluster.pods('sample', 'app=classic')).haveOnlyContainers('app', 'istio-proxy')
  })

  step('classic-order', async ({ output }) => {
    await check(output).equals('istio-init | app istio-proxy')
  })

  step('delete-sample', async ({ cluster }) => {
    await check(cluster.namespace('sample')).isAbsent()
  })
})
