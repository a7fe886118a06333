import { createHash, randomBytes } from 'node:crypto'
import { readFile, realpath, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PreconditionError } from '../../shared/precondition-error.ts'
import { cacheError, cachePaths, cacheRoot } from '../cache/cache.ts'
import { takeLock, type Lock } from '../cache/lock.ts'
import { isSystemError } from '../../shared/thrown.ts'

/** A node has a mount below this path; the rest of the mount's path names the owner of the cluster. */
const OWNERS = '/proving-ground/owner'

/** Who makes clusters here: this user with this cache. */
export interface Owner {
  uid: string
  /** 16 hex digits. */
  cache: string
}

/**
 * This user with this cache; makes the cache's id when there is none.
 * @throws PreconditionError when the cache cannot be used
 */
export async function makeOwner(): Promise<Owner> {
  const made = await findOwner()
  if (made) return made
  const lock = await idLock()
  try {
    const known = await findOwner()
    if (known) return known
    await writeFile(`${cachePaths.id()}.new`, `${randomBytes(16).toString('hex')}\n`)
    await rename(`${cachePaths.id()}.new`, cachePaths.id())
    return (await findOwner())!
  } catch (error) {
    throw cacheError(error)
  } finally {
    lock.release()
  }
}

/** Making an id takes no time, so a long wait means that the file system does not support locks. */
async function idLock(): Promise<Lock> {
  const file = join(cachePaths.locks(), 'id.lock')
  const waited = AbortSignal.timeout(5000)
  return takeLock(file, waited, () => undefined).catch((error: unknown) => {
    if (!waited.aborted) throw error
    throw new PreconditionError(
      `${file} has been locked for 5 s. Where no other run is at it, its file system knows no locks, as some of NFS: ` +
        'set XDG_CACHE_HOME to a directory on a local disk',
    )
  })
}

/** This user with this cache; undefined when nothing was made with this cache. @throws PreconditionError as `makeOwner` */
export async function findOwner(): Promise<Owner | undefined> {
  const id = await readId()
  if (id === undefined) return undefined
  // A copy of the cache is another one: a CI image that holds one, or an archive of it, is used by many jobs at once.
  const root = await realpath(cacheRoot())
  const content = JSON.stringify([id, root, await mountOf(root)])
  return { uid: currentUid(), cache: createHash('sha256').update(content).digest('hex').slice(0, 16) }
}

/** The path of the mount that marks a node of this owner. */
export function ownerMount({ uid, cache }: Owner): string {
  return `${OWNERS}/${uid}/${cache}`
}

/** The owner that a node's mounts tell: `earlier` for one of a version without owners, undefined for what is not ours at all. */
export function ownerOf(destinations: readonly string[]): Owner | 'earlier' | undefined {
  const mark = destinations.find((path) => path === OWNERS || path.startsWith(`${OWNERS}/`))
  if (mark === undefined) return undefined
  const [, uid, cache] = /^\/proving-ground\/owner\/([^/]+)\/([^/]+)$/.exec(mark) ?? []
  return uid === undefined || cache === undefined ? 'earlier' : { uid, cache }
}

/** The user id as text; `user` on a system that has none. */
export function currentUid(): string {
  return String(process.getuid?.() ?? 'user')
}

async function readId(): Promise<string | undefined> {
  const text = await readFile(cachePaths.id(), 'utf8').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return undefined
    throw cacheError(error)
  })
  if (text === undefined) return undefined
  if (!/^[0-9a-f]{32}\n$/.test(text))
    throw new PreconditionError(
      `${cachePaths.id()} does not hold the id of this cache (32 hex digits). Delete that file: a new one is made, ` +
        'and clusters that were made with the old one are left alone from then on (npm run cluster status lists them)',
    )
  return text
}

/**
 * What is mounted where a directory lies, so that two directories of the same path in two containers can be told apart:
 * which part of which file system, and for an overlay its own layer. Empty on systems without /proc.
 * @param path absolute, without symbolic links
 */
async function mountOf(path: string): Promise<string> {
  return parseMount(await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''), path)
}

/** The same from the text of `/proc/self/mountinfo`; proc_pid_mountinfo(5) has its format. */
export function parseMount(mountinfo: string, path: string): string {
  const mounts = mountinfo
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [before = '', after = ''] = line.split(' - ')
      const [, , , root = '', point = ''] = before.split(' ')
      const upper = /(?:^|[ ,])upperdir=([^,\s]+)/.exec(after)?.[1]
      return { point: unescape(point), told: upper === undefined ? root : `${root} ${upper}` }
    })
    .filter(({ point }) => point === '/' || path === point || path.startsWith(`${point}/`))
  const longest = Math.max(...mounts.map(({ point }) => point.length))
  // Of several at one place the last hides the others.
  return mounts.findLast(({ point }) => point.length === longest)?.told ?? ''
}

/** Spaces and the like stand there as three octal digits. */
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)))
}
