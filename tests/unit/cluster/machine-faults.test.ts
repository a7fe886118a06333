import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { asOtherUser } from '../../support/other-user.ts'
import { start, type Ended } from '../../support/project.ts'

let directory: string
test.beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'proving-ground-test-'))))
test.afterEach(() => rm(directory, { recursive: true }))

/** The command, as npm calls it, on a machine where no engine answers unless the environment says otherwise. */
function cluster(words: readonly string[], environment: Record<string, string>): Promise<Ended> {
  const noEngine = { DOCKER_HOST: `unix://${directory}/none.sock` }
  return start([process.execPath, 'scripts/cluster.ts', ...words], { ...noEngine, ...environment }).ended
}

/** One error with these words, exit code 2, and no stack. */
async function refused(ended: Promise<Ended>, says: RegExp): Promise<void> {
  const { code, text } = await ended
  expect(text).toMatch(says)
  expect(text.match(/^error: /gm)).toHaveLength(1)
  expect(text).not.toMatch(/^ +at /m)
  expect(code).toBe(2)
}

test('a run refuses a cache that cannot be made, and says what to set', async () => {
  const file = join(directory, 'file')
  await writeFile(file, '')
  const up = ['up', '--toolchain', 'source']
  await refused(
    cluster(up, { XDG_CACHE_HOME: file }),
    /the cache .*file\/proving-ground cannot be used: EEXIST.*\n.*XDG_CACHE_HOME/,
  )
  await refused(
    cluster(up, { XDG_CACHE_HOME: '/proc/nowhere' }),
    /the cache \/proc\/nowhere\/proving-ground cannot be used: ENOENT/,
  )
})

test('a run refuses a cache on a read-only file system, and says what to set', async () => {
  test.skip(process.getuid?.() !== 0, 'only root can mount')
  const shell = `mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && exec "$2" scripts/cluster.ts up --toolchain source`
  const words = ['unshare', '--mount', 'sh', '-c', shell, 'sh', directory, process.execPath]
  const environment = { XDG_CACHE_HOME: join(directory, 'cache'), DOCKER_HOST: `unix://${directory}/none.sock` }
  await refused(start(words, environment).ended, /cannot be used: EROFS.*\n.*XDG_CACHE_HOME/)
  // A cache that was made before.
  await mkdir(join(directory, 'cache/proving-ground'), { recursive: true })
  await refused(start(words, environment).ended, /cannot be used: EROFS.*\n.*XDG_CACHE_HOME/)
})

test('a run refuses a TMPDIR that does not exist before it makes a cluster', async () => {
  const environment = { TMPDIR: join(directory, 'nope'), XDG_CACHE_HOME: directory }
  await refused(
    cluster(['up', '--toolchain', 'source'], environment),
    /nope, which TMPDIR names, cannot be used .*ENOENT.*set TMPDIR/,
  )
})

test('a run says that docker is not in PATH', async () => {
  const path = join(directory, 'path')
  await mkdir(path)
  await symlink('/bin/bash', join(path, 'bash'))
  for (const PATH of [path, join(directory, 'nowhere')])
    await refused(
      cluster(['status'], { PATH, XDG_CACHE_HOME: directory }),
      /Docker does not answer: there is no program docker on PATH/,
    )
})

test('a run shows Docker’s own words when the engine does not answer', async () => {
  const says = /none\.sock.*Is the docker daemon running\?/
  await refused(cluster(['status'], { XDG_CACHE_HOME: directory }), says)
})

/** Directories with a Docker client, of which a machine may have more than one version. */
const CLIENTS = ['/usr/bin', '/usr/local/bin'].filter((path) => existsSync(join(path, 'docker')))

test('a run names the engine that does not answer, whichever Docker client of this machine it uses', async () => {
  expect(CLIENTS).not.toEqual([])
  for (const client of CLIENTS) {
    const PATH = [client, '/usr/bin', '/bin'].join(':')
    await refused(
      cluster(['up', '--toolchain', 'published'], { PATH, XDG_CACHE_HOME: directory }),
      /^error: no Docker engine answers at unix:.*none\.sock, where DOCKER_HOST .*: .*Is the docker daemon running\?\n {2}Start that engine/m,
    )
  }
})

test('a run tells a user who may not use the engine how to be allowed, and nothing else', async () => {
  test.skip(process.getuid?.() !== 0, 'only root can become another user')
  const socket = join(directory, 'docker.sock')
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  await chmod(socket, 0o660)
  await chmod(directory, 0o777)
  try {
    for (const client of CLIENTS) {
      const environment = {
        DOCKER_HOST: `unix://${socket}`,
        HOME: directory,
        XDG_CACHE_HOME: join(directory, 'cache'),
        PATH: [client, '/usr/bin', '/bin'].join(':'),
      }
      const options = [{ toolchain: 'published' }]
      const { text } = await asOtherUser('src/cluster/build/prepare.ts', 'prepare', options, environment)
      expect(text).toMatch(/^PreconditionError: no Docker engine answers .*permission denied/i)
      expect(text).toContain('Add yourself to the group docker (sudo usermod -aG docker "$USER"), then log in again.')
      expect(text).not.toMatch(/Install Docker|Start that engine/)
    }
  } finally {
    server.close()
  }
})
