import { mkdtemp, readFile, writeFile, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { fixture } from '../support/fixture.ts'
import { npmRun, start } from '../support/project.ts'

/** Each of these makes its own cluster. */
test.describe.configure({ mode: 'default', timeout: 10 * 60_000 })

const slow = () => fixture([{ id: 'a', command: 'echo begun && sleep 300', options: "{ timeout: '5m' }" }])
const quick = () =>
  fixture([
    { id: 'a', command: 'kubectl get namespace default', proof: 'await check(output).hasRow("default", "Active")' },
  ])

/** The clusters that runs of this user and cache own or have left behind. */
async function clusters(): Promise<{ name: string; use: string }[]> {
  const { text } = await npmRun(['cluster', 'status', '--', '--json'])
  return (JSON.parse(text) as { name: string; use: string }[]).filter(({ use }) => use === 'owned' || use === 'orphan')
}

for (const [name, signal, code] of [
  ['Ctrl-C', 'SIGINT', 130],
  ['SIGTERM to npm itself', 'SIGTERM', 143],
] as const) {
  test(`${name} in a step ends the command and removes the cluster`, async () => {
    const run = start(['npm', 'run', '--silent', 'runbook', 'x'], await slow())
    await run.printed(/^begun$/m)
    run.child.kill(signal)
    const ended = await run.ended
    expect(ended.code ?? (ended.signal === signal ? code : 0), ended.text).toBe(code)
    expect(ended.text).toContain(`${signal}: cleaning up`)
    expect(await clusters()).toEqual([])
  })
}

test('kill -9 halfway: the next run removes the orphan, says so, and passes', async () => {
  const run = start(['node_modules/.bin/node', 'scripts/runbook.ts', 'x'], await slow())
  await run.printed(/^begun$/m)
  run.child.kill('SIGKILL')
  await run.ended
  const left = await clusters()
  expect(left).toHaveLength(1)
  const next = await npmRun(['runbook', 'x'], await quick())
  expect(next.text).toContain(`removed the cluster ${left[0]!.name}`)
  expect(next.code, next.text).toBe(0)
  expect(await clusters()).toEqual([])
})

test('two runs at once both pass', async () => {
  const runs = await Promise.all([npmRun(['runbook', 'x'], await quick()), npmRun(['runbook', 'x'], await quick())])
  for (const { code, text } of runs) expect(code, text).toBe(0)
  expect(await clusters()).toEqual([])
})

test('the user’s own kubeconfig is neither read nor written', async () => {
  const home = await mkdtemp(join(tmpdir(), 'proving-ground-test-'))
  await mkdir(join(home, '.kube'))
  const file = join(home, '.kube/config')
  await writeFile(file, 'this is no kubeconfig at all: {{{')
  // The cache stays where it is: building everything again is another test's business.
  const cache = process.env['XDG_CACHE_HOME'] || join(process.env['HOME']!, '.cache')
  const { code, text } = await npmRun(['runbook', 'x'], {
    ...(await quick()),
    HOME: home,
    XDG_CACHE_HOME: cache,
    KUBECONFIG: file,
  })
  expect(code, text).toBe(0)
  expect(await readFile(file, 'utf8')).toBe('this is no kubeconfig at all: {{{')
})
