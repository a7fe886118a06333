import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { fixture } from '../support/fixture.ts'
import { npmRun, start, type Running } from '../support/project.ts'

/** Each of these makes its own cluster. */
test.describe.configure({ mode: 'default', timeout: 10 * 60_000 })

/** Words that no other command line on this machine has. */
const SLEEP = 'sleep 43001'
/** A line of its own; on a terminal there are colors, and the line is cleared before. */
const BEGUN = /^(?:\r|\x1b\[[\d;]*[A-Za-z])*begun/m
const slow = () => fixture([{ id: 'a', command: `echo begun && ${SLEEP}`, options: "{ timeout: '5m' }" }])
const quick = () =>
  fixture([
    { id: 'a', command: 'kubectl get namespace default', proof: 'await check(output).hasRow("default", "Active")' },
  ])

/** The clusters that runs of this user and cache own or have left behind. */
async function clusters(): Promise<{ name: string; use: string }[]> {
  const { text } = await npmRun(['cluster', 'status', '--', '--json'])
  return (JSON.parse(text) as { name: string; use: string }[]).filter(({ use }) => use === 'owned' || use === 'orphan')
}

/** A place of its own for temporary files, to see what a run leaves there. */
async function temporary() {
  const directory = await mkdtemp(join(tmpdir(), 'proving-ground-test-'))
  const left = async () => (await readdir(directory)).filter((name) => /^proving-ground-[0-9a-f]{16}/.test(name))
  return { environment: { TMPDIR: directory }, left }
}

/** Whether the command of `slow` is running somewhere. */
function isSleeping(): boolean {
  return execFileSync('ps', ['-eo', 'args']).toString().split('\n').includes(SLEEP)
}

const npm = ['npm', 'run', '--silent', 'runbook', 'x']
/** In a process group of its own, as a shell starts what is typed. */
const inGroup = ['setsid', '--wait', ...npm]
/** With the exit status of the run, not of its reader. */
const bash = ['bash', '-o', 'pipefail', '-c']
/** On a terminal of its own. */
const onTerminal = ['script', '--quiet', '--return', '--flush', '--command', npm.join(' '), '/dev/null']

for (const [name, words, stop, code, says] of [
  ['SIGINT to npm itself', npm, ({ child }: Running) => child.kill('SIGINT'), 130, 'SIGINT: cleaning up'],
  ['SIGTERM to npm itself', npm, ({ child }: Running) => child.kill('SIGTERM'), 143, 'SIGTERM: cleaning up'],
  ['SIGINT to the group', inGroup, toGroup('SIGINT'), 130, 'SIGINT: cleaning up'],
  ['SIGTERM to the group, as timeout sends it', inGroup, toGroup('SIGTERM'), 143, 'SIGTERM: cleaning up'],
  ['Ctrl-C', onTerminal, ({ child }: Running) => child.stdin!.write('\x03'), 130, 'SIGINT: cleaning up'],
  ['closing the terminal', onTerminal, ({ child }: Running) => child.kill('SIGKILL'), undefined, ''],
  ['a reader that goes away', [...bash, `${npm.join(' ')} | head -1`], () => undefined, 141, 'EPIPE'],
  ['a full disk', [...bash, `${npm.join(' ')} >/dev/full`], () => undefined, 2, 'ENOSPC'],
] as const) {
  test(`${name} in a step ends the command and removes cluster and directory`, async () => {
    const { environment, left } = await temporary()
    const run = start(words, { ...(await slow()), ...environment }, 'pipe')
    if (says === '' || says.includes('cleaning')) await run.printed(BEGUN)
    stop(run)
    const ended = await run.ended
    if (code !== undefined) expect(ended.code ?? (ended.signal === 'SIGINT' ? 130 : 143), ended.text).toBe(code)
    expect(ended.text).toContain(says)
    expect(ended.text).not.toContain('Error:')
    // Nobody is told when a run whose terminal is gone has ended.
    await expect.poll(clusters, { timeout: 60_000 }).toEqual([])
    await expect.poll(left).toEqual([])
    expect(isSleeping()).toBe(false)
  })
}

function toGroup(signal: NodeJS.Signals): (run: Running) => void {
  return ({ child }) => void process.kill(-child.pid!, signal)
}

test('kill -9 halfway: the next run removes cluster and directory, says so, and passes', async () => {
  const { environment, left } = await temporary()
  const run = start(['node_modules/.bin/node', 'scripts/runbook.ts', 'x'], { ...(await slow()), ...environment })
  await run.printed(/^begun$/m)
  run.child.kill('SIGKILL')
  await run.ended
  const orphans = await clusters()
  expect(orphans).toHaveLength(1)
  const [directory] = await left()
  const next = await npmRun(['runbook', 'x'], { ...(await quick()), ...environment })
  expect(next.text).toContain(`removed the cluster ${orphans[0]!.name}`)
  expect(next.text).toMatch(new RegExp(`^removed .*/${directory}: the run that made it ended without`, 'm'))
  expect(next.code, next.text).toBe(0)
  expect(await clusters()).toEqual([])
  expect(await left()).toEqual([])
  expect(isSleeping()).toBe(false)
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

test('a kept cluster whose container stops in a step is said to be stopped, and nothing is undone', async () => {
  const change = 'changes="C" success="W" undo="b"'
  const steps = [
    { id: 'a', command: 'echo begun && sleep 5 && kubectl create namespace x', attributes: change },
    { id: 'b', command: 'kubectl delete namespace x', attributes: 'changes="C" success="W"' },
  ]
  const run = start([...npm, '--', '--keep'], await fixture(steps), 'pipe')
  await run.printed(BEGUN)
  const [cluster] = await clusters()
  const container = `${cluster!.name}-control-plane`
  execFileSync('docker', ['stop', '--time', '0', container])
  const { code, text } = await run.ended
  expect(code, text).toBe(1)
  expect(text).toContain(
    `the container of ${cluster!.name} is not running (exited): docker start ${container} starts it`,
  )
  expect(text).toContain(`Next: npm run cluster down ${cluster!.name}   (what had run was not undone`)
  expect(text).not.toContain('Undoing what ran')
  expect((await npmRun(['cluster', 'down', cluster!.name])).code).toBe(0)
})
