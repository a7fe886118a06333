import { check, podsOf, runbook } from '../src/runbook/index.ts'

const AMBIENT = 'istio.io/dataplane-mode'

export default runbook('enroll-ambient', ({ step }) => {
  step('components', async ({ output }) => {
    await check(output).hasRow('DaemonSet', 'istio-cni-node')
    await check(output).hasRow('DaemonSet', 'ztunnel')
    await check(output).hasRow('Deployment', 'istiod')
    await check(output).lacks('istio-ingressgateway')
  })

  step('keeps-gateway', async ({ output }) => {
    await check(output).hasRow('Deployment', 'istio-ingressgateway')
    await check(output).hasRow('DaemonSet', 'ztunnel')
  })

  step('create-sample', async ({ cluster }) => {
    await check(cluster.deployment('sample', 'web')).isAvailable()
    await check(cluster.pods('sample', 'app=web')).haveNativeSidecar('istio-proxy')
  })

  step('add-ambient-label', async ({ cluster }) => {
    await check(cluster.namespace('sample')).hasLabel(AMBIENT, 'ambient')
  })

  step('show-labels', async ({ output }) => {
    await check(output).contains('istio-injection=enabled,istio.io/dataplane-mode=ambient')
  })

  step('restart', async ({ cluster }) => {
    await check(cluster.pods('sample', 'app=web')).areReplaced()
    await check(cluster.pods('sample', 'app=web')).haveNativeSidecar('istio-proxy')
    await check(cluster.pods('sample', 'app=web')).areReady(1)
  })

  step('analyze', async ({ output }) => {
    await check(output).contains('[IST0123]')
  })

  step('state', async ({ output }) => {
    await check(output).hasRow(podsOf('web'), 'redirection:')
    await check(output).lacks('enabled')
  })

  step('switch-labels', async ({ cluster }) => {
    await check(cluster.namespace('sample')).lacksLabel('istio-injection')
    await check(cluster.namespace('sample')).hasLabel(AMBIENT, 'ambient')
  })

  step('restart-again', async ({ cluster }) => {
    await check(cluster.pods('sample', 'app=web')).haveNoInitContainers()
    await check(cluster.pods('sample', 'app=web')).areReady(1)
  })

  step('analyze-clean', async ({ output }) => {
    await check(output).contains('No validation issues found when analyzing namespace: sample.')
  })

  step('opt-out', async ({ cluster }) => {
    await check(cluster.pods('sample', `app=web,${AMBIENT}=none`)).areReady(1)
  })

  step('delete-sample', async ({ cluster }) => {
    await check(cluster.namespace('sample')).isAbsent()
  })
})
