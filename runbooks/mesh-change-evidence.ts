import { check, runbook } from '../src/runbook/index.ts'

export default runbook('mesh-change-evidence', ({ step }) => {
  step('revisions', async ({ output }) => {
    await check(output).hasRow('revisions:')
  })

  step('block', async ({ output, vars, versions }) => {
    await check(output).hasRow('validated at')
    await check(output).hasRow('Kubernetes', `v${versions.kubernetes}`)
    await check(output, 'at least one control plane is listed').hasRow('NAME', 'REVISION', 'INSTALLED BY', 'IMAGE')
    await check(output).contains(`control plane version: ${versions.istio}`)
    await check(output, 'at least one injector is listed').hasRow('NAME', 'WEBHOOKS', 'REV', 'TAG')
    for (const name of vars['NAMESPACES']!.split(' ')) await check(output).hasRow(name, 'Active')
    await check(output, 'a table of proxies has its header').hasRow('NAME', 'CLUSTER', 'CDS', 'ISTIOD', 'VERSION')
    await check(output).lacks('STALE')
    await check(output).lacks('ERROR')
  })

  step('in-sync', async ({ output }) => {
    await check(output).equals('0 proxies not in sync')
  })
})
