import { check, runbook } from '../src/runbook/index.ts'

export default runbook('break-resources', ({ step }) => {
  step('create-tight', async ({ cluster }) => {
    await check(cluster.object('v1', 'ResourceQuota', 'team', 'tight')).exists()
  })

  step('deploy-small', async ({ cluster }) => {
    await check(cluster.deployment('tight', 'small')).hasField('status.availableReplicas', 1)
    await check(cluster.deployment('tight', 'small')).hasField('status.unavailableReplicas', 1)
    await check(cluster.pods('tight', 'app=small')).areReady(1)
  })

  step('nothing-pending', async ({ output }) => {
    await check(output).contains('No resources found')
  })

  step('deployment-short', async ({ output }) => {
    await check(output, 'Deployment `small` has 1 of 2 replicas ready').hasRow('small', '1/2')
  })

  step('events', async ({ output }) => {
    await check(output).contains('exceeded quota: team, requested: requests.cpu=120m')
  })

  step('quota', async ({ output }) => {
    await check(output, 'namespace `tight` has ResourceQuota `team`').hasRow('tight', 'resourcequota/team')
  })

  step('smaller-proxy', async ({ cluster }) => {
    await check(cluster.deployment('tight', 'small')).isAvailable()
    await check(cluster.pods('tight', 'app=small')).areReady(2)
    await check(cluster.pods('tight', 'app=small')).haveNativeSidecar('istio-proxy')
  })

  step('events-quiet', async ({ output }) => {
    await check(output, '60m of 200m CPU requests are used').hasRow('requests.cpu', '60m', '200m')
  })

  step('delete-tight', async ({ cluster }) => {
    await check(cluster.namespace('tight')).isAbsent()
  })
})
