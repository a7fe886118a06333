import { check, podsOf, runbook } from '../src/runbook/index.ts'

export default runbook('inspect-control-plane', ({ step }) => {
  step('namespace', async ({ output }) => {
    await check(output, 'namespace `istio-system` is active').hasRow('istio-system', 'Active')
  })

  step('workloads', async ({ output }) => {
    await check(output, 'Deployment `istiod` has its one replica ready').hasRow('deployment.apps/istiod', '1/1')
    await check(output, 'Deployment `istio-ingressgateway` has its one replica ready').hasRow(
      'deployment.apps/istio-ingressgateway',
      '1/1',
    )
    await check(output, 'Service `istio-ingressgateway` has type `LoadBalancer` and no external address').hasRow(
      'service/istio-ingressgateway',
      'LoadBalancer',
      '<pending>',
    )
  })

  step('rollout', async ({ output }) => {
    await check(output).equals('deployment "istiod" successfully rolled out')
  })

  step('revisions', async ({ output }) => {
    await check(output, 'exactly one `istiod` pod is listed; it is running and belongs to revision `default`').hasRows(
      1,
      podsOf('istiod'),
      'Running',
      'default',
    )
  })

  step('versions', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${versions.istio}`)
    await check(output).contains(`data plane version: ${versions.istio}`)
  })

  step('webhooks', async ({ output }) => {
    await check(output).hasRow('mutatingwebhookconfiguration.admissionregistration.k8s.io/istio-revision-tag-default')
    await check(output).hasRow('mutatingwebhookconfiguration.admissionregistration.k8s.io/istio-sidecar-injector')
    await check(output).hasRow(
      'validatingwebhookconfiguration.admissionregistration.k8s.io/istio-validator-istio-system',
    )
    await check(output).hasRow('validatingwebhookconfiguration.admissionregistration.k8s.io/istiod-default-validator')
  })

  step('backend', async ({ output }) => {
    await check(output).contains('istiod-')
    await check(output).contains('15012')
  })

  step('old-backend', async ({ output }) => {
    await check(output).contains('Warning: v1 Endpoints is deprecated')
    await check(output).hasRow('istiod')
  })

  step('configmaps', async ({ output }) => {
    await check(output).hasRow('istio')
    await check(output).hasRow('istio-sidecar-injector')
    await check(output).hasRow('istio-ca-root-cert')
  })

  step('logs', async ({ output }) => {
    await check(output).contains('ads')
    await check(output).lacks('\terror\t')
  })

  step('describe', async ({ output }) => {
    await check(output).contains('Name:                   istiod')
    await check(output, 'condition `Available` is `True`').hasRow('Available', 'True')
  })

  step('events', async ({ output }) => {
    await check(output).contains('pod/istiod-')
  })

  step('top', async ({ output }) => {
    await check(output).contains('Metrics API not available')
  })

  step('requests', async ({ output }) => {
    await check(output, 'the `istiod` pod requests 500m CPU and 2Gi of memory').hasRow(podsOf('istiod'), '500m', '2Gi')
    await check(output, 'the gateway pod requests 100m CPU and 128Mi of memory').hasRow(
      podsOf('istio-ingressgateway'),
      '100m',
      '128Mi',
    )
  })
})
