import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { PROJECT } from '../../../src/shared/root.ts'

/** A command that, once it is interrupted, takes its time to clean up. */
const COMMAND = `
  const { main } = await import(process.argv[1] + '/src/command-line/main.ts')
  const { interruptSignal } = await import(process.argv[1] + '/src/command-line/interrupt.ts')
  await main(async () => {
    const signal = interruptSignal()
    const alive = setInterval(() => process.stdout.write('.'), 20)
    console.error('ready')
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    clearInterval(alive)
    await new Promise((resolve) => setTimeout(resolve, Number(process.argv[2])))
    console.error('cleaned up')
    return 1
  })`

function start(cleaning: number, stdout: 'ignore' | 'pipe' | number = 'ignore') {
  const words = ['--input-type=module', '--eval', COMMAND, PROJECT, String(cleaning)]
  const child = spawn(process.execPath, words, { stdio: ['ignore', stdout, 'pipe'] })
  let text = ''
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const says = (what: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => text.includes(what) && resolve()
      child.stderr!.on('data', look)
      void ended.then(() => reject(new Error(`it ended without saying ${what}: ${text}`)))
      look()
    })
  child.stderr!.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return { child, says, ended, text: () => text }
}

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  test(`a command cleans up after ${signal} that comes twice at once, as from a terminal and from npm`, async () => {
    const { child, says, ended, text } = start(300)
    await says('ready')
    child.kill(signal)
    await says(`${signal}: cleaning up`)
    child.kill(signal)
    child.kill(signal)
    expect(await ended).toBe(code)
    expect(text()).toMatch(/cleaned up\n$/)
  })
}

test('a command ends at once at a second signal after more than a second', async () => {
  const { child, says, ended, text } = start(600_000)
  await says('ready')
  child.kill('SIGINT')
  await says('cleaning up')
  const again = setInterval(() => child.kill('SIGINT'), 100)
  expect(await ended).toBe(130)
  clearInterval(again)
  expect(text()).not.toContain('cleaned up')
})

test('a command cleans up when nobody reads its output any more', async () => {
  const { child, ended, text } = start(50, 'pipe')
  child.stdout!.once('data', () => child.stdout!.destroy())
  expect(await ended).toBe(141)
  expect(text()).toMatch(/error: standard output cannot be written \(EPIPE\): cleaning up\ncleaned up\n$/)
})

test('a command cleans up when its output is on a full disk', async () => {
  const { ended, text } = start(50, openSync('/dev/full', 'w'))
  expect(await ended).toBe(2)
  expect(text()).toMatch(/standard output cannot be written \(ENOSPC\): cleaning up\ncleaned up\n$/)
})

test('a dry run fails when it cannot be printed', async () => {
  const words = [join(PROJECT, 'scripts/runbook.ts'), 'install-canary', '--dry-run']
  const child = spawn(process.execPath, words, { stdio: ['ignore', openSync('/dev/full', 'w'), 'inherit'] })
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(2)
})

test('a dry run quotes a value that turns the direction of text as an escape', async () => {
  const words = [join(PROJECT, 'scripts/runbook.ts'), 'install-canary', '--dry-run', '--set', 'REVISION=a\u202eb']
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'pipe'] })
  let text = ''
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(2)
  expect(text).toContain('error: --set REVISION: "a\\u202eb" does not match')
})
