import { expect, test } from '@playwright/test'
import { sentenceOf } from '../../../src/checks/index.ts'
import { resultOf } from '../../../src/drift/failure.ts'
import type { Evidence } from '../../../src/evidence/index.ts'
import { madeUpEvidence } from '../../support/made-up.ts'

const WANTED = { istio: '1.32.1', otherIstio: {}, kubernetes: '1.36.4', kind: '0.33.0' }
const made = madeUpEvidence('x', 'h', [
  { id: 'one', command: 'echo one', says: 'ok\n' },
  { id: 'two', command: 'kubectl get pods', says: 'No resources found' },
])
const on = { istio: WANTED.istio, kubernetes: WANTED.kubernetes, kind: WANTED.kind, toolchain: 'published' as const }
const passing: Evidence = { ...made, versions: { ...made.versions, ...on } }
const [one, two] = passing.steps as [Evidence['steps'][number], Evidence['steps'][number]]

test('resultOf says that a runbook passed only where its run and its evidence do', () => {
  expect(resultOf({ id: 'x', set: {}, code: 0, evidence: passing, text: '' }, WANTED)).toEqual({
    id: 'x',
    outcome: 'passed',
  })
  expect(resultOf({ id: 'x', set: {}, code: 0, evidence: undefined, text: 'nothing' }, WANTED).outcome).toBe(
    'could not run',
  )
  expect(
    resultOf({ id: 'x', set: {}, code: 0, evidence: { ...passing, passed: false }, text: '' }, WANTED).outcome,
  ).not.toBe('passed')
})

test('resultOf takes no pass on other versions, or with what was built here, for one on the wanted versions', () => {
  for (const other of [
    { istio: '1.31.4' },
    { kubernetes: '1.36.3' },
    { kind: '0.32.0' },
    { toolchain: 'source' as const },
  ]) {
    const evidence = { ...passing, versions: { ...passing.versions, ...other } }
    const { outcome, failure } = resultOf({ id: 'x', set: {}, code: 0, evidence, text: '' }, WANTED)
    expect(outcome).toBe('could not run')
    expect(failure!.expected).toEqual(['Istio 1.32.1, Kubernetes 1.36.4, kind 0.33.0, published'])
    expect(failure!.seen).toContain(Object.values(other)[0])
  }
})

test('resultOf tells of a check that failed: step, command, what was expected and what was seen', () => {
  const check = { ...two.checks[0]!, passed: false, observed: 'label a is b' }
  const evidence = { ...passing, passed: false, steps: [one, { ...two, passed: false, checks: [check] }] }
  expect(resultOf({ id: 'x', set: {}, code: 1, evidence, text: 'all of the output' }, WANTED)).toEqual({
    id: 'x',
    outcome: 'failed',
    failure: { step: 'two', command: 'kubectl get pods', expected: [sentenceOf(check)], seen: 'label a is b' },
  })
})

test('resultOf tells of a command that ended otherwise: its exit code and the end of what it printed', () => {
  const output = { ...two.output, text: `${'long '.repeat(2000)}\u001b[2Jerror: unknown flag: --revision` }
  const evidence = {
    ...passing,
    passed: false,
    steps: [one, { ...two, passed: false, checks: [], exitCode: 1, output }],
  }
  const { failure } = resultOf({ id: 'x', set: {}, code: 1, evidence, text: '' }, WANTED)
  expect(failure!.expected).toEqual(['the command ends as the page says'])
  expect(failure!.seen).toMatch(/^… .*\\x1b\[2Jerror: unknown flag: --revision$/)
  expect(failure!.seen.length).toBeLessThan(4100)
})

test('resultOf tells of what was left behind where every step passed', () => {
  const leftovers = { ...passing.leftovers, differences: ['added ConfigMap a/b', 'deleted Secret a/c'] }
  const { failure } = resultOf(
    { id: 'x', set: {}, code: 1, evidence: { ...passing, passed: false, leftovers }, text: '' },
    WANTED,
  )
  expect(failure).toMatchObject({ step: 'after the last step', seen: 'added ConfigMap a/b\ndeleted Secret a/c' })
})

test('resultOf tells what a run printed that could not begin, without secrets', () => {
  const token = `ghp_${'a1B2'.repeat(9)}`
  const text = `error: kind 0.40.0 is not on PATH\nAuthorization: Bearer ${token}\n`
  const result = resultOf({ id: 'x', set: {}, code: 2, evidence: undefined, text }, WANTED)
  expect(result).toMatchObject({
    outcome: 'could not run',
    failure: { step: 'outside of the steps', command: 'npm run runbook x -- --toolchain published' },
  })
  expect(result.failure!.seen).toContain('error: kind 0.40.0 is not on PATH')
  expect(result.failure!.seen).not.toContain(token)
})
