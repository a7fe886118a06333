import { check, runbook } from '../src/runbook/index.ts'

const namespaces = ['plain', 'enabled', 'disabled', 'revision', 'both']
const labels = ['none=none', 'sidecar.istio.io/inject=true', 'sidecar.istio.io/inject=false']

/** Where a pod gets a proxy; everywhere else it does not. */
const injected = [
  ['plain', 'sidecar.istio.io/inject=true'],
  ['enabled', 'none=none'],
  ['enabled', 'sidecar.istio.io/inject=true'],
  ['revision', 'none=none'],
  ['revision', 'sidecar.istio.io/inject=true'],
] as const

export default runbook('injection-precedence', ({ step }) => {
  step('create-namespaces', async ({ cluster }) => {
    for (const name of namespaces) await check(cluster.namespace(name)).exists()
  })

  step('truth-table', async ({ output }) => {
    for (const namespace of namespaces) {
      for (const label of labels) {
        const yes = injected.some(([n, l]) => n === namespace && l === label)
        await check(output).hasRow(namespace, label)
        if (yes) await check(output).hasRow(namespace, label, 'istio-proxy')
        else await check(output).lacksRow(namespace, label, 'istio-proxy')
      }
    }
  })

  step('check-enabled', async ({ output }) => {
    await check(output, 'the webhook of tag `default` would inject the pod').hasRow(
      'istio-revision-tag-default',
      'default',
      '✔',
    )
    await check(output, 'the webhook of revision `default` would not inject the pod').lacksRow(
      'istio-sidecar-injector',
      'default',
      '✔',
    )
  })

  step('check-both', async ({ output }) => {
    await check(output, 'the webhook of tag `default` would not inject the pod').hasRow(
      'istio-revision-tag-default',
      'default',
      '✘',
    )
    await check(output).lacks('✔')
  })

  step('injector-list', async ({ output }) => {
    for (const enrolled of ['enabled', 'revision'])
      await check(output).hasRow(enrolled, 'istio-revision-tag-default', 'default')
    for (const outside of ['plain', 'disabled', 'both'])
      await check(output).lacksRow(outside, 'istio-revision-tag-default')
    await check(output).hasRow('plain', 'default')
  })

  step('delete-namespaces', async ({ cluster }) => {
    for (const name of namespaces) await check(cluster.namespace(name)).isAbsent()
  })
})
