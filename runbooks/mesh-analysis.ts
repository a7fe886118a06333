import { check, runbook } from '../src/runbook/index.ts'

const CLEAN = 'No validation issues found when analyzing all namespaces.'

export default runbook('mesh-analysis', ({ step }) => {
  step('revisions', async ({ output }) => {
    await check(output).hasRow('revisions:')
  })

  step('errors', async ({ output }) => {
    await check(output).contains(CLEAN)
    await check(output).lacks('Error [')
  })

  step('warnings', async ({ output }) => {
    await check(output).contains(CLEAN)
  })

  step('everything', async ({ output }) => {
    await check(output).contains('Info [IST0102]')
    await check(output).lacks('Error [')
  })

  step('gate', async ({ output }) => {
    await check(output).contains(CLEAN)
  })
})
