import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { inotifyFaults } from '../../../src/cluster/machine/inotify.ts'

let proc: string
test.beforeEach(async () => void (proc = await mkdtemp(join(tmpdir(), 'proc-'))))
test.afterEach(() => rm(proc, { recursive: true }))

/** A process table of this user with these limits, and one process that has this many instances open. */
async function table(instances: number, watches: number, open: number): Promise<void> {
  await mkdir(join(proc, 'sys/fs/inotify'), { recursive: true })
  await writeFile(join(proc, 'sys/fs/inotify/max_user_instances'), `${instances}\n`)
  await writeFile(join(proc, 'sys/fs/inotify/max_user_watches'), `${watches}\n`)
  await mkdir(join(proc, '41/fd'), { recursive: true })
  await symlink('/dev/null', join(proc, '41/fd/0'))
  for (let i = 1; i <= open; i++) await symlink('anon_inode:inotify', join(proc, `41/fd/${i}`))
}

test('inotify asks for what a cluster needs beside what is in use', async () => {
  await table(128, 8192, 96)
  expect(inotifyFaults(true, proc)).toEqual([])
})

test('inotify refuses the usual limit where others have used it up, with the sysctl to type', async () => {
  await table(128, 8192, 97)
  expect(inotifyFaults(true, proc)).toEqual([
    'needs fs.inotify.max_user_instances of at least 129 (97 are in use), it is 128: sysctl fs.inotify.max_user_instances=516',
  ])
})

test('inotify refuses too few watches', async () => {
  await table(128, 100, 0)
  expect(inotifyFaults(true, proc).join()).toMatch(/max_user_watches of at least 8192, it is 100/)
})

test('inotify is not asked of a system without these limits', () => {
  expect(inotifyFaults(false, join(proc, 'nowhere'))).toEqual([])
})
