import { check, runbook } from '../src/runbook/index.ts'

export default runbook('compare-profiles', ({ step }) => {
  step('profile-list', async ({ output }) => {
    await check(output).contains('unknown command "profile"')
  })

  step('workloads', async ({ output }) => {
    await check(output, 'profile `minimal` has Deployment `istiod`').hasRow('minimal:', 'Deployment/istiod')
    await check(output, 'profile `minimal` has no Deployment `istio-ingressgateway`').lacksRow(
      'minimal:',
      'Deployment/istio-ingressgateway',
    )
    await check(output, 'profile `default` has Deployment `istio-ingressgateway`').hasRow(
      'default:',
      'Deployment/istio-ingressgateway',
    )
    await check(output, 'profile `demo` has Deployment `istio-egressgateway`').hasRow(
      'demo:',
      'Deployment/istio-egressgateway',
    )
    await check(output, 'profile `ambient` has DaemonSet `istio-cni-node`').hasRow(
      'ambient:',
      'DaemonSet/istio-cni-node',
    )
    await check(output, 'profile `ambient` has DaemonSet `ztunnel`').hasRow('ambient:', 'DaemonSet/ztunnel')
    await check(output).contains('empty:')
    await check(output, 'profile `empty` has no Deployment `istiod`').lacksRow('empty:', 'Deployment/istiod')
  })

  step('requests', async ({ output }) => {
    await check(output, 'in profile `default`, `istiod` requests 500m CPU and 2048Mi of memory').hasRow(
      'default',
      'istiod',
      'cpu:',
      '500m',
      'memory:',
      '2048Mi',
    )
    await check(output, 'in profile `demo`, `istiod` requests 10m CPU').hasRow('demo', 'istiod', 'cpu:', '10m')
  })
})
