import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'

/**
 * Inotify instances that a cluster of ours uses of one user id: 26 to 31 were measured, for each of two users. kind's
 * "known issues" names the limit as why pods fail with "too many open files".
 */
const INSTANCES = 32

/** Watches: a cluster with two control planes was measured to use 1,500. */
const WATCHES = 8192

/** Users of the processes in a node: root for its own, 1337 for Istio's. */
const NODE_USERS = [0, 1337]

/** The usual limit, which is asked for where it cannot be seen how much of it is in use. */
const USUAL_LIMIT = 128

/** What the kernel allows one user too little of, with the setting to type. @param own true: the node's root is this user */
export function inotifyFaults(own: boolean, proc = '/proc'): string[] {
  const user = process.getuid?.() ?? 0
  const used = instancesInUse(own ? [user] : NODE_USERS, proc)
  const needed = own || user === 0 ? used + INSTANCES : Math.max(USUAL_LIMIT, used + INSTANCES)
  return [
    ...limitFaults('max_user_instances', needed, proc, used > 0 ? ` (${used} are in use)` : ''),
    ...limitFaults('max_user_watches', WATCHES, proc, ''),
  ]
}

function limitFaults(name: string, needed: number, proc: string, why: string): string[] {
  const file = `${proc}/sys/fs/inotify/${name}`
  const found = existsSync(file) ? Number(readFileSync(file, 'utf8')) : needed
  if (found >= needed) return []
  const remedy = `sysctl fs.inotify.${name}=${Math.max(512, needed * 4)}`
  return [`needs fs.inotify.${name} of at least ${needed}${why}, it is ${found}: ${remedy}`]
}

/** The most instances that one of these users has open, as far as this user may see: root sees all, others see their own. */
function instancesInUse(users: readonly number[], proc: string): number {
  const counts = new Map<number, number>(users.map((user) => [user, 0]))
  for (const pid of readdir(proc).filter((name) => /^\d+$/.test(name))) {
    const user = statSync(`${proc}/${pid}`, { throwIfNoEntry: false })?.uid
    const count = user === undefined ? undefined : counts.get(user)
    if (user !== undefined && count !== undefined) counts.set(user, count + instancesOf(`${proc}/${pid}/fd`))
  }
  return Math.max(...counts.values())
}

function instancesOf(directory: string): number {
  return readdir(directory).filter((descriptor) => linkOf(`${directory}/${descriptor}`) === 'anon_inode:inotify').length
}

/** None when the process has ended meanwhile, or is another user's. */
function readdir(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
