import { expect, test } from '@playwright/test'
import {
  refuseWithoutContext,
  runWithContext,
  type ContextArguments,
} from '../../../src/runbook/cli/context-arguments.ts'
import { ROOT } from '../../../src/shared/root.ts'

const none: ContextArguments = {
  ...{ json: undefined, junit: undefined, ticket: undefined, toolchain: undefined, cluster: undefined },
  ...{ install: true, set: {}, dryRun: false, leave: false, startIsThere: false, keep: false, interactive: false },
}
const run = (given: Partial<ContextArguments>) =>
  runWithContext(ROOT, 'inspect-control-plane', 'staging', { ...none, ...given }, new AbortController().signal)

const wrong: [promise: string, given: Partial<ContextArguments>, says: RegExp][] = [
  ['a step to begin at', { from: 'rollout' }, /^--from is for throw-away clusters/],
  ['another version of Istio', { istio: '1.30' }, /^--istio is for throw-away clusters/],
  ['a cluster to keep', { keep: true }, /^--keep is for throw-away clusters/],
  ['Istio’s namespace as a variable', { set: { ISTIO_NAMESPACE: 'mesh' } }, /write --istio-namespace <name> instead/],
  [
    'another namespace for a page that names its own',
    { istioNamespace: 'mesh' },
    /^--istio-namespace mesh: the commands of inspect-control-plane name istio-system/,
  ],
]
for (const [promise, given, says] of wrong) {
  test(`runWithContext refuses ${promise}`, async () => {
    const error: unknown = await run(given).catch((thrown: unknown) => thrown)
    expect(error).toHaveProperty('name', 'PreconditionError')
    expect(error).toHaveProperty('message', expect.stringMatching(says))
  })
}

const without: [option: string, given: Partial<ContextArguments>][] = [
  ['--istio-namespace', { istioNamespace: 'mesh' }],
  ['--yes-change', { yesChange: 'staging' }],
  ['--allow-break', { allowBreak: 'staging' }],
  ['--leave', { leave: true }],
  ['--start-is-there', { startIsThere: true }],
]
for (const [option, given] of without) {
  test(`refuseWithoutContext asks which cluster is meant by ${option}`, () => {
    expect(() => refuseWithoutContext({ ...none, ...given })).toThrow(`${option} goes with --context <name>`)
  })
}

test('refuseWithoutContext takes options that say nothing of a cluster of one’s own', () => {
  refuseWithoutContext({ ...none, keep: true, from: 'rollout' })
})
