import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from '@playwright/test'
import { isLocked, takeLock, tryLock } from '../../../src/cluster/cache/lock.ts'
import { PROJECT } from '../../../src/shared/root.ts'
import { asOtherUser } from '../../support/other-user.ts'

const HOLD = `
  const { tryLock } = await import(process.argv[1])
  if (!tryLock(process.argv[2])) process.exit(1)
  gc()
  console.log('held')
  setInterval(() => {}, 1000)`

let directory: string
test.beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'lock-'))))
test.afterEach(() => rm(directory, { recursive: true }))

test('a lock keeps others out until it is released', () => {
  const file = join(directory, 'a.lock')
  const lock = tryLock(file)!
  expect(tryLock(file)).toBeUndefined()
  lock.release()
  tryLock(file)!.release()
})

test('a run killed with -9 frees its lock for the one that waits', async () => {
  const file = join(directory, 'b.lock')
  const words = ['--expose-gc', '--input-type=module', '--eval', HOLD, join(PROJECT, 'src/cluster/cache/lock.ts'), file]
  const holder = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise((resolve) => holder.stdout.once('data', resolve))
  expect(tryLock(file)).toBeUndefined()
  let waited = false
  const lock = takeLock(file, AbortSignal.timeout(10_000), () => {
    waited = true
    holder.kill('SIGKILL')
  })
  ;(await lock).release()
  expect(waited).toBe(true)
})

test('asking whether a lock is held writes nothing: its directory may be on its way out', () => {
  const file = join(directory, 'gone', 'd.lock')
  expect(isLocked(file)).toBe(false)
  expect(existsSync(join(directory, 'gone'))).toBe(false)
  expect(isLocked(join(directory, 'd.lock'))).toBe(false)
  expect(existsSync(join(directory, 'd.lock'))).toBe(false)
})

test('asking tells a held lock from a free one', () => {
  const file = join(directory, 'e.lock')
  const lock = tryLock(file)!
  expect(isLocked(file)).toBe(true)
  lock.release()
  expect(isLocked(file)).toBe(false)
  tryLock(file)!.release()
})

test('what is there and cannot be opened is not called free', async () => {
  const file = join(directory, 'f.lock')
  await mkdir(file)
  expect(() => isLocked(file)).toThrow(/cannot be used: .*XDG_CACHE_HOME/s)
})

test('a lock in a directory that another user may not search is not called free', async () => {
  test.skip(process.getuid?.() !== 0, 'only root can become another user')
  const file = join(directory, 'g.lock')
  const lock = tryLock(file)!
  await chmod(directory, 0o700)
  const { code, text } = await asOtherUser('src/cluster/cache/lock.ts', 'isLocked', [file], {})
  expect([code, text]).toEqual([2, expect.stringContaining('PreconditionError: the cache')])
  expect(text).toContain('EACCES')
  lock.release()
})

test('two that ask at the same time do not take each other for the holder', () => {
  const file = join(directory, 'h.lock')
  tryLock(file)!.release()
  const asking = new DatabaseSync(file, { readOnly: true })
  asking.exec('BEGIN; SELECT count(*) FROM sqlite_schema')
  expect(isLocked(file)).toBe(false)
  asking.close()
})

test('waiting for a lock ends when the run is interrupted', async () => {
  const file = join(directory, 'c.lock')
  const lock = tryLock(file)!
  const interrupted = new AbortController()
  const waiting = takeLock(file, interrupted.signal, () => interrupted.abort(new Error('interrupted')))
  await expect(waiting).rejects.toThrow()
  lock.release()
})
