import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { makeDirectories, removeDeadRuns, removeDirectories } from '../../../src/runbook/run/directories.ts'
import { PROJECT } from '../../../src/shared/root.ts'
import { setVariable } from '../../support/environment.ts'

/** A run of its own process that is killed in the middle of a command; its directory may hold keys. */
const RUN = `
  const { makeDirectories } = await import(process.argv[1] + '/src/runbook/run/directories.ts')
  const { Shell } = await import(process.argv[1] + '/src/runbook/shell/shell.ts')
  const { id, steps, work, top } = await makeDirectories()
  const shell = await Shell.start(id, steps, work, { PATH: process.env.PATH })
  const command = '(setsid sleep 42001 &) && echo key > ca.key && echo begun && sleep 42002'
  const options = { deadlineMs: 60_000, signal: new AbortController().signal, onText: () => console.log(top) }
  await shell.run(command, options)`

let restore = () => {}
let directory: string
test.beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'directories-'))
  restore = setVariable('TMPDIR', directory)
})
test.afterEach(async () => {
  restore()
  await rm(directory, { recursive: true })
})

test('removeDeadRuns ends and removes what a run left that was killed with SIGKILL', async () => {
  const words = ['--input-type=module', '--eval', RUN, PROJECT]
  const run = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  const top = await new Promise<string>((resolve) => run.stdout.once('data', (d: Buffer) => resolve(String(d).trim())))
  expect(existsSync(join(top, 'work/ca.key'))).toBe(true)
  expect(await removeDeadRuns()).toEqual([])
  run.kill('SIGKILL')
  await new Promise((resolve) => run.once('exit', resolve))
  expect(await removeDeadRuns()).toEqual([top])
  expect(await readdir(directory)).toEqual([])
  await expect.poll(runningSleeps).toEqual([])
})

test('removeDeadRuns leaves a run that is alive alone, and removeDirectories leaves nothing', async () => {
  const mine = await makeDirectories()
  expect((await stat(mine.top)).mode & 0o777).toBe(0o700)
  expect(await removeDeadRuns()).toEqual([])
  expect(existsSync(mine.work)).toBe(true)
  await removeDirectories(mine)
  expect(await readdir(directory)).toEqual([])
})

test('removeDeadRuns removes the directories of a run that ended while it made them', async () => {
  const top = join(directory, 'proving-ground-0123456789abcdef')
  await mkdir(top)
  await writeFile(join(top, 'run.lock'), '')
  expect(await removeDeadRuns()).toEqual([top])
  expect(await readdir(directory)).toEqual([])
})

test('removeDirectories keeps a work directory that is to outlive the run', async () => {
  const work = join(directory, 'cluster/work')
  await removeDirectories(await makeDirectories(work))
  await writeFile(join(work, 'strategy.txt'), 'mine')
  await removeDirectories(await makeDirectories(work))
  expect(await readdir(work)).toEqual(['strategy.txt'])
})

test('removeDeadRuns leaves directories of others and those without a lock alone', async () => {
  for (const name of [
    'proving-ground-test-Ab12Cd',
    'proving-ground-0123456789abcdef',
    'proving-ground-0123456789abcdef.new',
  ])
    await mkdir(join(directory, name))
  expect(await removeDeadRuns()).toEqual([])
  expect(await readdir(directory)).toHaveLength(3)
})

test('removeDeadRuns names a TMPDIR that does not exist, and says what to set', async () => {
  const restoreDirectory = setVariable('TMPDIR', join(directory, 'nope'))
  try {
    await expect(removeDeadRuns()).rejects.toThrow(/nope, which TMPDIR names, cannot be used \(ENOENT.*\): set TMPDIR/)
  } finally {
    restoreDirectory()
  }
})

function runningSleeps(): string[] {
  const lines = execFileSync('ps', ['-eo', 'args']).toString().split('\n')
  return lines.filter((line) => /^sleep 4200[12]$/.test(line))
}
