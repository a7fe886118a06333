import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { withParentDeathSignal } from '../../../src/cluster/build/parent-death.ts'
import { PROJECT } from '../../../src/shared/root.ts'

const START = `
  const { tool } = await import(process.argv[1])
  const options = { log: process.argv[2] + '/log', signal: new AbortController().signal }
  await tool(['sh', '-c', 'sh -c "while :; do date +%N >$0/beat; sleep 0.05; done" "$0" & wait', process.argv[2]], options)`

test('withParentDeathSignal ends what a tool has started with a run that is killed with SIGKILL', async () => {
  expect(withParentDeathSignal(['go', 'build']).slice(-2)).toEqual(['go', 'build'])
  test.skip(
    withParentDeathSignal(['true']).length === 1,
    'only root on Linux can start a process namespace; elsewhere orphans end by themselves',
  )
  const directory = await mkdtemp(join(tmpdir(), 'parent-death-'))
  const beat = join(directory, 'beat')
  const words = ['--input-type=module', '--eval', START, join(PROJECT, 'src/cluster/build/tool.ts'), directory]
  const run = spawn(process.execPath, words, { stdio: 'inherit' })
  const ended = new Promise((resolve) => run.once('exit', resolve))
  await expect.poll(() => existsSync(beat), { timeout: 60_000 }).toBe(true)
  run.kill('SIGKILL')
  await ended
  // Silent for as long as six beats take: dead.
  await expect
    .poll(async () => {
      const before = await readFile(beat, 'utf8')
      await new Promise((resolve) => setTimeout(resolve, 300))
      return (await readFile(beat, 'utf8')) === before
    })
    .toBe(true)
  await rm(directory, { recursive: true })
})
