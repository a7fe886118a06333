import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'
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

/** Runs one command and prints what outlived it. */
const PROGRAM = `
  const [, module, directory, command] = process.argv
  const { Shell } = await import(module)
  const shell = await Shell.start('young' + process.pid, directory, directory, { PATH: process.env.PATH, HOME: directory })
  const options = { deadlineMs: 10_000, signal: new AbortController().signal, onText: () => undefined }
  const { orphans } = await shell.run(command, options)
  await shell.close()
  console.log(JSON.stringify(orphans.map(({ command }) => command)))`

/** Without it not even root may make a process namespace. */
const WITHOUT_NAMESPACES = ['setpriv', '--inh-caps', '-sys_admin', '--bounding-set', '-sys_admin', '--']

test('without a process namespace, too, a daemon that shed its environment, session and parent is found', async () => {
  test.skip(process.platform !== 'linux', 'processes of others are seen in /proc only')
  const directory = await mkdtemp(join(tmpdir(), 'orphans-'))
  const wrapper = process.getuid!() === 0 ? WITHOUT_NAMESPACES : []
  const module = join(PROJECT, 'src/runbook/shell/shell.ts')
  const command = '(env -i setsid sleep 41011 >/dev/null 2>&1 &) && echo ok'
  const words = [...wrapper, process.execPath, '--input-type=module', '--eval', PROGRAM, module, directory, command]
  try {
    const { stdout } = await promisify(execFile)(words[0]!, words.slice(1))
    expect(JSON.parse(stdout)).toEqual(['sleep 41011'])
  } finally {
    await rm(directory, { recursive: true })
  }
})
