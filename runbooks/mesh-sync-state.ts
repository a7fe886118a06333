import { check, runbook } from '../src/runbook/index.ts'

export default runbook('mesh-sync-state', ({ step }) => {
  step('revisions', async ({ output }) => {
    await check(output).hasRow('revisions:')
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
