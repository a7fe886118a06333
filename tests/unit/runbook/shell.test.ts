import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { Shell } from '../../../src/runbook/shell/shell.ts'
import { OUTPUT_LIMIT } from '../../../src/runbook/shell/transcript.ts'

let directory: string
let shell: Shell
test.beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'shell-'))
  const environment = { PATH: process.env['PATH']!, HOME: directory }
  shell = await Shell.start(`shell${process.pid}`, join(directory, 'steps'), directory, environment)
})
test.afterEach(async () => {
  await shell.close()
  await rm(directory, { recursive: true })
})

/** Runs one command; only those that are meant to come to their deadline do. */
function run(command: string, deadlineMs = 20_000, signal = new AbortController().signal) {
  return shell.run(command, { deadlineMs, signal, onText: () => undefined })
}
const text = async (command: string) => (await run(command)).output.toString()

/** Whether a process with this command line runs: its words are made up so that no other has them. */
function isRunning(words: string): boolean {
  return execFileSync('ps', ['-eo', 'args']).toString().split('\n').includes(words)
}

test.describe('a deadline ends the command', () => {
  for (const [who, command] of [
    ['a daemon holds its output', '(setsid sleep 41001 &) && sleep 41002'],
    ['a background process holds its output', 'sleep 41001 & sleep 41002'],
    ['another process stops it', 'sleep 41001 & kill -STOP $! && sleep 41002'],
    ['the shell itself is busy', 'echo begun && while :; do :; done'],
    ['it does not heed SIGTERM', "bash -c 'trap : TERM; while :; do sleep 41002; done'"],
  ] as const) {
    test(`Shell ends a command at its deadline although ${who}`, async () => {
      const { ended, exit } = await run(command, 500)
      expect(ended).toBe('deadline')
      expect(exit).toBe(143)
      expect([isRunning('sleep 41001'), isRunning('sleep 41002')]).toEqual([false, false])
    })
  }

  test('Shell ends the rest of a list at the deadline, too', async () => {
    await run('sleep 41003 || touch after', 500)
    expect(existsSync(join(directory, 'after'))).toBe(false)
  })

  test('Shell gives a command time to end after SIGTERM', async () => {
    await run(`bash -c 'trap "sleep 0.3; touch tidy; exit" TERM; sleep 41004 & wait'`, 500)
    expect(existsSync(join(directory, 'tidy'))).toBe(true)
  })

  test('Shell keeps all that a command printed before its deadline', async () => {
    const printed = '0123456789abcdef'.repeat(4)
    for (const last of '0123456789abcdef') {
      await shell.revive()
      const { output } = await run(`printf %s ${printed}${last} && sleep 41005`, 200)
      expect(output.toString()).toBe(printed + last)
    }
  })
})

test('Shell ends a command that is interrupted although a daemon holds its output', async () => {
  const interrupted = new AbortController()
  const running = shell.run('(setsid sleep 41006 &) && echo begun && sleep 41007', {
    deadlineMs: 20_000,
    signal: interrupted.signal,
    onText: () => interrupted.abort(),
  })
  expect((await running).ended).toBe('interrupted')
  expect(isRunning('sleep 41006')).toBe(false)
})

test('Shell ends a command that prints too much, and takes no more of its output', async () => {
  const { ended, bytes, output } = await run('head -c 1000000000 /dev/zero | tr "\\0" x')
  expect([ended, Math.floor(bytes / 1e6), output.length]).toEqual(['too much output', 8, OUTPUT_LIMIT])
})

test('Shell runs nothing after an interruption', async () => {
  await expect(run('touch late', 20_000, AbortSignal.abort(new Error('interrupted')))).rejects.toThrow('interrupted')
  await run('true')
  expect(existsSync(join(directory, 'late'))).toBe(false)
})

test.describe('what a command leaves running is told and ended', () => {
  for (const command of ['(setsid sleep 41008 &) && echo ok', 'sleep 41008 & echo ok', '(sleep 41008 &)']) {
    test(command, async () => {
      const { ended, exit, orphans } = await run(command)
      expect(ended).toBeUndefined()
      expect(exit).toBe(0)
      expect(orphans.map(({ command }) => command)).toContainEqual(expect.stringMatching(/sleep 41008$/))
      expect(isRunning('sleep 41008')).toBe(false)
    })
  }

  test('Shell ends a daemon that shed its environment, its session and its parent', async () => {
    test.skip(process.getuid!() !== 0, 'such a process is seen only in a process namespace, which takes root on Linux')
    const { orphans } = await run('(env -i setsid sleep 41009 >/dev/null 2>&1 &) && echo ok')
    expect(orphans.map(({ command }) => command)).toEqual([expect.stringMatching(/sleep 41009$/)])
  })
})

test('Shell tells the status of a command that ended bash, and ends what that left', async () => {
  const { ended, exit, output } = await run('(setsid sleep 41010 &) && echo bye && exit 3')
  expect([ended, exit, output.toString()]).toEqual(['shell gone', 3, 'bye\n'])
  expect(isRunning('sleep 41010')).toBe(false)
})

test('Shell.revive starts bash anew in the first directory', async () => {
  expect(await shell.revive()).toBe(false)
  await run('mkdir sub && cd sub && exit 0')
  await expect(run('echo ok')).rejects.toThrow('the shell has ended')
  expect(await shell.revive()).toBe(true)
  expect(await text('pwd')).toBe(`${directory}\n`)
})

test.describe('no command blinds the driver', () => {
  for (const command of [
    'trap - RETURN',
    'exec 2>err.txt',
    'exec >out.txt',
    'exec 1>&- 2>&-',
    'exec 3>three.txt 4>four.txt 98>n.txt 99>n.txt',
    'printf() { :; }',
    'builtin() { :; }',
    'read() { false; }; source() { false; }; trap() { :; }; unset() { :; }',
    'IFS=,',
    'set -x',
    'set -u',
    "trap 'echo seen' DEBUG",
    'umask 777',
    'enable -n printf',
    'enable -n builtin',
    'enable -n unset && builtin() { :; }',
    'enable -n read source trap && enable() { :; }',
  ]) {
    test(command, async () => {
      const first = await run(`echo before && ${command}`)
      expect([first.ended, first.exit]).toEqual([undefined, 0])
      const { exit, pipe, output } = await run('{ echo one && (exit 3); } | cat | { cat && (exit 4); }')
      expect([exit, pipe]).toEqual([4, [3, 0, 4]])
      expect(output.toString().includes('__pg')).toBe(false)
      expect((await text('echo out && echo err >&2')).split('\n')).toEqual(expect.arrayContaining(['out', 'err']))
    })
  }

  test('Shell knows no statuses of a pipeline whose command takes the RETURN trap away', async () => {
    const { exit, pipe } = await run('trap - RETURN && (exit 3) | cat')
    expect([exit, pipe]).toEqual([0, []])
  })
})

test('Shell ends, and waits for nothing, after a command that takes from the driver what it answers with', async () => {
  const { ended } = await run('enable -n printf enable')
  expect(ended).toBe('shell gone')
})

test('Shell leaves redirections of a command to that command', async () => {
  await run('{ echo err >&2; echo out; } >both.txt 2>&1')
  expect(await readFile(join(directory, 'both.txt'), 'utf8')).toBe('err\nout\n')
})
