import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'
import { NONE, PS } from '../../../src/runbook/shell/process-view.ts'
import { parsePs } from '../../../src/runbook/shell/ps.ts'
import { Shell } from '../../../src/runbook/shell/shell.ts'
import { PROJECT } from '../../../src/shared/root.ts'

const ROUNDS = 60

test('Shell ends every daemon, however young it is when the command ends', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'orphans-'))
  const environment = { PATH: process.env['PATH']!, HOME: directory }
  const shell = await Shell.start(`test${process.pid}`, directory, directory, environment)
  const options = { deadlineMs: 10_000, signal: new AbortController().signal, onText: () => undefined }
  const escaped: number[] = []
  try {
    for (let round = 1; round <= ROUNDS; round++) {
      const { orphans } = await shell.run('(setsid sleep 300 >/dev/null 2>&1 &)', options)
      if (orphans.length === 0) escaped.push(round)
    }
  } finally {
    await shell.close()
    await rm(directory, { recursive: true })
  }
  expect(escaped).toEqual([])
})

/** Runs one command and prints what outlived it, and whether the run's shell ended with all it had started. */
const PROGRAM = `
  const [, shell, views, view, directory, command] = process.argv
  const { Shell } = await import(shell)
  const { processView, PS, NONE } = await import(views)
  const chosen = { best: processView(), ps: PS, none: NONE }[view]
  const environment = { PATH: process.env.PATH, HOME: directory }
  const bash = await Shell.start('young' + process.pid, directory, directory, environment, chosen)
  const options = { deadlineMs: 10_000, signal: new AbortController().signal, onText: () => undefined }
  const { orphans } = await bash.run(command, options)
  await bash.close()
  console.log(JSON.stringify({ seenBy: bash.processesSeenBy, left: orphans.map(({ command }) => command) }))`

/** Without it not even root may make a process namespace. */
const WITHOUT_NAMESPACES = ['setpriv', '--inh-caps', '-sys_admin', '--bounding-set', '-sys_admin', '--']

/** What a run without process namespaces, as on macOS or without root, says of what a command left running. */
async function leftBy(view: 'best' | 'ps' | 'none', command: string): Promise<{ seenBy: string; left: string[] }> {
  const directory = await mkdtemp(join(tmpdir(), 'orphans-'))
  const wrapper = process.platform === 'linux' && process.getuid!() === 0 ? WITHOUT_NAMESPACES : []
  const modules = ['shell.ts', 'process-view.ts'].map((name) => join(PROJECT, 'src/runbook/shell', name))
  const program = [process.execPath, '--input-type=module', '--eval', PROGRAM]
  const words = [...wrapper, ...program, ...modules, view, directory, command]
  try {
    const { stdout } = await promisify(execFile)(words[0]!, words.slice(1))
    return JSON.parse(stdout) as { seenBy: string; left: string[] }
  } finally {
    await rm(directory, { recursive: true })
  }
}

test('without a process namespace, too, a daemon that shed its environment, session and parent is found', async () => {
  test.skip(process.platform !== 'linux', 'processes of others are seen in /proc only')
  const { left } = await leftBy('best', '(env -i setsid sleep 41011 >/dev/null 2>&1 &) && echo ok')
  expect(left).toEqual(['sleep 41011'])
})

test('by ps and lsof a child, and a daemon that shed its environment, session and parent, are found', async () => {
  expect(await leftBy('ps', 'sleep 41012 & echo ok')).toEqual({ seenBy: 'ps', left: ['sleep 41012'] })
  const daemon = await leftBy('ps', '(env -i setsid sleep 41013 >/dev/null 2>&1 &) && echo ok')
  expect(daemon).toEqual({ seenBy: 'ps', left: ['sleep 41013'] })
})

test('by ps nothing is found after a command that left nothing', async () => {
  expect(await leftBy('ps', 'sleep 0.01; true | cat')).toEqual({ seenBy: 'ps', left: [] })
})

test('where no process is seen the shell says so, and its group ends with it', async () => {
  expect(await leftBy('none', 'sleep 41014 & echo ok')).toEqual({ seenBy: 'none', left: [] })
  expect(NONE.entry(process.pid)).toBeUndefined()
  const commands = [...PS.table().values()].filter(({ ended }) => !ended).map(({ pid }) => PS.commandLine(pid))
  expect(commands.filter((line) => line.startsWith('sleep 41014'))).toEqual([])
})

test('ps on a machine without lsof sees nothing, instead of that nothing is left', async () => {
  const module = join(PROJECT, 'src/runbook/shell/process-view.ts')
  const program = `const { PS } = await import(${JSON.stringify(module)}); console.log(String(PS.entry(process.pid) === undefined))`
  // A view of the machine in which the program's place is empty.
  const words = ['--mount', 'sh', '-c', 'mount --bind /dev/null "$(command -v lsof)" && exec "$0" "$@"']
  test.skip(process.platform !== 'linux' || process.getuid!() !== 0, 'only root can mount')
  const node = [process.execPath, '--input-type=module', '--eval', program]
  const { stdout } = await promisify(execFile)('unshare', [...words, ...node])
  expect(stdout.trim()).toBe('true')
})

test('parsePs reads what macOS prints, and no line that is something else', () => {
  const text = [
    '    1     0     1 Ss   Mon Nov  3 09:15:01 2025     /sbin/launchd',
    '99312   501 99312 S+   Fri Nov 27 12:11:39 2026     node a  b',
    '  412   411   400 Z    Fri Nov 27 12:11:40 2026     (bash)',
    '  413   411   400 ?Es  Fri Nov 27 12:11:40 2026',
    'ps: illegal option -- x',
    '',
  ].join('\n')
  expect(parsePs(text)).toEqual([
    {
      pid: 1,
      parent: 0,
      session: 1,
      ended: false,
      started: Date.UTC(2025, 10, 3, 9, 15, 1) / 1000,
      command: '/sbin/launchd',
    },
    {
      pid: 99312,
      parent: 501,
      session: 99312,
      ended: false,
      started: Date.UTC(2026, 10, 27, 12, 11, 39) / 1000,
      command: 'node a  b',
    },
    {
      pid: 412,
      parent: 411,
      session: 400,
      ended: true,
      started: Date.UTC(2026, 10, 27, 12, 11, 40) / 1000,
      command: '(bash)',
    },
    {
      pid: 413,
      parent: 411,
      session: 400,
      ended: false,
      started: Date.UTC(2026, 10, 27, 12, 11, 40) / 1000,
      command: '',
    },
  ])
})
