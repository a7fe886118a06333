import { check, runbook } from '../src/runbook/index.ts'

export default runbook('mesh-sync-state', ({ step }) => {
  step('revisions', async ({ output }) => {
    await check(output, 'at least one control plane is listed, with its revision').hasRow('NAME', 'AVAILABLE', 'REV')
  })

  step('proxies', async ({ output }) => {
    await check(output, 'a table of proxies has its header').hasRow('NAME', 'CLUSTER', 'ISTIOD', 'VERSION')
  })

  step('verbose', async ({ output }) => {
    await check(output).contains('SYNCED')
    await check(output).lacks('STALE')
    await check(output).lacks('ERROR')
  })

  step('gate', async ({ output }) => {
    await check(output).equals('0 proxies not in sync')
  })
})
