import { check, runbook } from '../src/runbook/index.ts'

export default runbook('opt-out', ({ step, allowLeftover }) => {
  allowLeftover('Pod istio-system/istiod-*', 'istiod was started again')

  step('create-sample', async ({ cluster }) => {
    await check(cluster.namespace('sample')).hasLabel('istio-injection', 'enabled')
  })

  step('deploy-by-label', async ({ cluster }) => {
    await check(cluster.deployment('sample', 'by-label')).isAvailable()
    await check(cluster.pods('sample', 'app=by-label')).haveNoInitContainers()
  })

  step('deploy-by-annotation', async ({ cluster }) => {
    await check(cluster.deployment('sample', 'by-annotation')).isAvailable()
    await check(cluster.pods('sample', 'app=by-annotation')).haveNoInitContainers()
  })

  step('both-outside', async ({ output }) => {
    await check(output, 'the `by-label` pod has a container `app` and no init container').hasRow(
      'by-label:',
      '|',
      'app',
    )
    await check(output, 'the `by-annotation` pod has a container `app` and no init container').hasRow(
      'by-annotation:',
      '|',
      'app',
    )
  })

  step('selector', async ({ output }) => {
    await check(output).contains('{"key":"sidecar.istio.io/inject","operator":"NotIn","values":["false"]}')
  })

  step('stop-istiod', async ({ cluster }) => {
    await check(cluster.pods('istio-system', 'app=istiod')).areAbsent()
  })

  step('replace-both', async ({ cluster }) => {
    await check(cluster.pods('sample', 'app=by-annotation')).areAbsent()
    await check(cluster.pods('sample', 'app=by-label')).areReady(1)
    await check(cluster.pods('sample', 'app=by-label')).areReplaced()
    await check(cluster.refusedPods('sample')).existWithPrefix('by-annotation-')
  })

  step('one-is-blocked', async ({ output }) => {
    await check(output).contains('by-annotation-')
    await check(output).contains('failed calling webhook')
    await check(output).lacks('by-label-')
  })

  step('start-istiod', async ({ cluster }) => {
    await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
    await check(cluster.deployment('sample', 'by-annotation')).isAvailable()
  })

  step('delete-sample', async ({ cluster }) => {
    await check(cluster.namespace('sample')).isAbsent()
  })
})
