import { readFile } from 'node:fs/promises'
import { parseEvidence } from '../../src/evidence/index.ts'
import { fixture } from '../support/fixture.ts'
import { npmRun, start } from '../support/project.ts'
import { expect, test } from '../support/supplied.ts'

test.describe.configure({ mode: 'default' })

let cluster = ''
test.beforeAll(async () => {
  test.setTimeout(10 * 60_000)
  const { code, text } = await npmRun(['cluster', 'up'])
  expect(code, text).toBe(0)
  cluster = /^(proving-ground-[0-9a-f]+) is ready/m.exec(text)?.[1] ?? ''
})
test.afterAll(async () => {
  await npmRun(['cluster', 'down', cluster])
})

const two = () =>
  fixture([
    { id: 'a', command: 'echo "ok <b> & \'"' },
    { id: 'b', command: 'echo ok second' },
  ])

test('evidence, JUnit report and ticket are written on request', async ({}, info) => {
  const [json, junit, ticket] = ['run.json', 'run.xml', 'run.txt'].map((name) => info.outputPath(name)) as [
    string,
    string,
    string,
  ]
  const files = ['--json', json, '--junit', junit, '--ticket', ticket]
  const { code, text } = await npmRun(
    ['runbook', 'x', '--', '--from', 'a', '--cluster', cluster, ...files],
    await two(),
  )
  expect(code, text).toBe(0)
  expect(parseEvidence(json, await readFile(json, 'utf8')).steps.map((step) => step.id)).toEqual(['a', 'b'])
  expect(await readFile(junit, 'utf8')).toMatch(/<testsuite name="x"[^>]*tests="3" failures="0" errors="0" skipped="1"/)
  expect(await readFile(ticket, 'utf8')).toMatch(/x[^]*Istio/)
})

test('a single step can be run alone', async () => {
  const { code, text } = await npmRun(['runbook', 'x', '--', '--only', 'b', '--cluster', cluster], await two())
  expect(text).toContain('ok second')
  expect(text).not.toContain('x#a')
  expect(text).toContain('not compared with its state before')
  expect(code).toBe(0)
})

for (const [promise, answers, says, code] of [
  [
    'a run in which a step was skipped proves nothing',
    ['s', 'r'],
    /skipped: a; a run with skipped steps proves nothing/,
    1,
  ],
  ['a run that its user ends is no success', ['r', 'q'], /you ended the run/, 1],
  ['a run in which every step was agreed to passes', ['r', 'r'], /PASSED {2}x/, 0],
] as const) {
  test(`interactive: ${promise}`, async () => {
    const words = ['runbook', 'x', '--', '--interactive', '--from', 'a', '--cluster', cluster]
    const run = start(['npm', 'run', '--silent', ...words], await two(), 'pipe')
    for (const [i, answer] of answers.entries()) {
      await run.printed(new RegExp(`(?:or .q.uit\\?[^]*){${i + 1}}`))
      run.child.stdin!.write(`${answer}\n`)
    }
    const ended = await run.ended
    expect(ended.text).toMatch(says)
    expect(ended.code).toBe(code)
  })
}
