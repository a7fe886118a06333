import { check, runbook } from '../src/runbook/index.ts'

export default runbook('compare-profiles', ({ step }) => {
  step('profile-list', async ({ output }) => {
    await check(output).contains('unknown command "profile"')
  })

  step('workloads', async ({ output }) => {
    await check(output).hasRow('minimal:', 'Deployment/istiod')
    await check(output).lacksRow('minimal:', 'Deployment/istio-ingressgateway')
    await check(output).hasRow('default:', 'Deployment/istio-ingressgateway')
    await check(output).hasRow('demo:', 'Deployment/istio-egressgateway')
    await check(output).hasRow('ambient:', 'DaemonSet/istio-cni-node')
    await check(output).hasRow('ambient:', 'DaemonSet/ztunnel')
    await check(output).contains('empty:')
    await check(output).lacksRow('empty:', 'Deployment/istiod')
  })

  step('requests', async ({ output }) => {
    await check(output).hasRow('default', 'istiod', 'cpu:', '500m', 'memory:', '2048Mi')
    await check(output).hasRow('demo', 'istiod', 'cpu:', '10m')
  })
})
