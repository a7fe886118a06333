import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
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

test('a report that cannot be written is refused before there is a cluster', async ({}, info) => {
  const file = info.outputPath('nope/run.json')
  const { code, text } = await npmRun(['runbook', 'x', '--', '--json', file], await two())
  expect(text).toBe(`error: cannot write ${file}: no such directory\n`)
  expect(code).toBe(2)
})

test('a TMPDIR that does not exist is refused before there is a cluster', async () => {
  // A place that is only missing npm makes, for what it compiles.
  const { code, text } = await npmRun(['runbook', 'x'], { ...(await two()), TMPDIR: '/dev/null/tmp' })
  expect(text).toMatch(
    /^error: the directory for temporary files \/dev\/null\/tmp, which TMPDIR names, cannot be used \(ENOTDIR.*\): set TMPDIR/,
  )
  expect(code).toBe(2)
})

test('a report for which the disk has no room does not keep the summary and the other report from being written', async ({}, info) => {
  const json = info.outputPath('run.json')
  await writeFile(json, 'older')
  const words = ['--from', 'a', '--cluster', cluster, '--ticket', '/dev/full', '--json', json]
  const { code, text } = await npmRun(['runbook', 'x', '--', ...words], await two())
  expect(text).toMatch(/^PASSED {2}x[^]*^error: cannot write \/dev\/full: no space left on device$/m)
  expect(parseEvidence(json, await readFile(json, 'utf8')).passed).toBe(true)
  expect(code).toBe(2)
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

const exercise = () =>
  fixture(
    [
      {
        id: 'a',
        command: 'echo "answer: yes" > note.txt',
        attributes: 'goal="Write note.txt." hint="One line." changes="Writes a file." success="W" undo="b"',
        proof: 'await check(file("note.txt")).hasLine(/^answer: \\w+$/, "answer: …")',
      },
      {
        id: 'b',
        command: 'rm note.txt',
        attributes: 'changes="C" success="W"',
        proof: 'await check(file("note.txt")).isAbsent()',
      },
    ],
    (files) => (files['runbooks/x.ts'] = files['runbooks/x.ts']!.replaceAll('{ cluster, output }', '{ file }')),
  )

test('the files of a learner stay after quitting and when going on, until the cluster is removed', async () => {
  const words = ['runbook', 'x', '--', '--interactive', '--from', 'a', '--cluster', cluster]
  const environment = await exercise()
  const first = start(['npm', 'run', '--silent', ...words], environment, 'pipe')
  await first.printed(/or \[q\]uit\?/)
  const [, work = ''] = /^ {2}cd (\S+)$/m.exec(first.text()) ?? []
  await writeFile(join(work, 'note.txt'), 'Answer: yes\n')
  first.child.stdin!.write('c\n')
  await first.printed(/observed Answer: yes/)
  await first.printed(/(?:or \[q\]uit\?[^]*){2}/)
  first.child.stdin!.write('q\n')
  expect((await first.ended).text).toContain(work)
  expect(await readFile(join(work, 'note.txt'), 'utf8')).toBe('Answer: yes\n')

  const second = start(['npm', 'run', '--silent', ...words], environment, 'pipe')
  await second.printed(/or \[q\]uit\?/)
  expect(second.text()).toContain(`cd ${work}\n`)
  second.child.kill('SIGTERM')
  const ended = await second.ended
  expect(ended.code ?? 143, ended.text).toBe(143)
  expect(ended.text).toContain(`Cluster ${cluster} was kept`)
  expect(existsSync(join(work, 'note.txt'))).toBe(true)

  expect((await npmRun(['cluster', 'down', cluster])).code).toBe(0)
  expect(existsSync(work)).toBe(false)
})
