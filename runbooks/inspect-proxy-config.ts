import { check, runbook } from '../src/runbook/index.ts'

export default runbook('inspect-proxy-config', ({ step }) => {
  step('listeners', async ({ output }) => {
    await check(output).contains('Route: 8080')
  })

  step('routes', async ({ output }) => {
    await check(output).contains('payments.payments')
  })

  step('clusters', async ({ output }) => {
    await check(output, 'there is an outbound cluster of type `EDS` for port 8080 of `payments`').hasRow(
      'payments.payments.svc.cluster.local',
      '8080',
      'outbound',
      'EDS',
    )
  })

  step('endpoints', async ({ output }) => {
    await check(output).contains('outbound|8080||payments.payments.svc.cluster.local')
    await check(output).contains('HEALTHY')
  })

  step('endpoint-slices', async ({ output }) => {
    await check(output).contains('payments-')
    await check(output).contains('8080')
  })

  step('secrets', async ({ output }) => {
    await check(output, 'the certificate `default` is active').hasRow('default', 'ACTIVE')
    await check(output, 'the root certificate `ROOTCA` is active').hasRow('ROOTCA', 'ACTIVE')
  })

  step('compare-roots', async ({ output }) => {
    await check(output, 'one serial number is printed, counted twice').hasRows(1, '2')
  })

  step('compare-command', async ({ output }) => {
    await check(output).contains('can not dump ROOTCA from secret')
  })
})
