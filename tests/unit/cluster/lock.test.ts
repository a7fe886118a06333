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

test('tryLock keeps others out until it is released', () => {
  const file = join(directory, 'a.lock')
  const lock = tryLock(file)!
  expect(tryLock(file)).toBeUndefined()
  lock.release()
  tryLock(file)!.release()
})

test('takeLock gets the lock of a run that is killed with SIGKILL', async () => {
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

test('isLocked writes nothing', () => {
  const file = join(directory, 'gone', 'd.lock')
  expect(isLocked(file)).toBe(false)
  expect(existsSync(join(directory, 'gone'))).toBe(false)
  expect(isLocked(join(directory, 'd.lock'))).toBe(false)
  expect(existsSync(join(directory, 'd.lock'))).toBe(false)
})

test('isLocked tells a held lock from a free one', () => {
  const file = join(directory, 'e.lock')
  const lock = tryLock(file)!
  expect(isLocked(file)).toBe(true)
  lock.release()
  expect(isLocked(file)).toBe(false)
  tryLock(file)!.release()
})

test('isLocked throws on what exists and cannot be opened', async () => {
  const file = join(directory, 'f.lock')
  await mkdir(file)
  expect(() => isLocked(file)).toThrow(/cannot be used: .*XDG_CACHE_HOME/s)
})

test('isLocked throws on EACCES', async () => {
  test.skip(process.getuid?.() !== 0, 'only root can become another user')
  const file = join(directory, 'g.lock')
  const lock = tryLock(file)!
  await chmod(directory, 0o700)
  const { code, text } = await asOtherUser('src/cluster/cache/lock.ts', 'isLocked', [file], {})
  expect([code, text]).toEqual([2, expect.stringContaining('PreconditionError: the cache')])
  expect(text).toContain('EACCES')
  lock.release()
})

test('isLocked does not take another call of isLocked for the holder', () => {
  const file = join(directory, 'h.lock')
  tryLock(file)!.release()
  const asking = new DatabaseSync(file, { readOnly: true })
  asking.exec('BEGIN; SELECT count(*) FROM sqlite_schema')
  expect(isLocked(file)).toBe(false)
  asking.close()
})

test('takeLock ends its wait when the run is interrupted', async () => {
  const file = join(directory, 'c.lock')
  const lock = tryLock(file)!
  const interrupted = new AbortController()
  const waiting = takeLock(file, interrupted.signal, () => interrupted.abort(new Error('interrupted')))
  await expect(waiting).rejects.toThrow()
  lock.release()
})
