import { check, runbook } from '../src/runbook/index.ts'

export default runbook('mesh-control-plane', ({ step }) => {
  step('namespace', async ({ output, vars }) => {
    await check(output, 'the namespace is active').hasRow(vars['ISTIO_NAMESPACE']!, 'Active')
  })

  step('deployments', async ({ output }) => {
    await check(output, 'at least one control plane is listed, with its revision').hasRow('NAME', 'AVAILABLE', 'REV')
  })

  step('available', { timeout: '4m' }, async ({ output }) => {
    await check(output).contains('condition met')
  })

  step('pods', async ({ output }) => {
    await check(output, 'at least one pod of a control plane is listed').hasRow('NAME', 'STATUS', 'REV')
    await check(output).contains('Running')
    await check(output).lacks('CrashLoopBackOff')
  })

  step('revisions', async ({ output }) => {
    await check(output).hasRow('revisions:')
  })

  step('versions', async ({ output, versions }) => {
    await check(output).contains(`control plane version: ${versions.istio}`)
  })

  step('injectors', async ({ output }) => {
    await check(output, 'at least one injector is listed, with its revision').hasRow('NAME', 'WEBHOOKS', 'REV', 'TAG')
  })

  step('endpoints', async ({ output }) => {
    await check(output, 'at least one control plane has a slice').hasRow('SERVICE', 'READY', 'PORTS')
    await check(output).contains('true')
    await check(output).contains('15017')
  })

  step('crds', async ({ output }) => {
    await check(output).hasRow('customresourcedefinition.apiextensions.k8s.io/virtualservices.networking.istio.io')
  })
})
