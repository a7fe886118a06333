import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/**
 * The words that run a tool on a leash: it and everything it starts die with this process, even when this process is
 * killed with -9. Without that, what a dead run left behind would go on filling directories that the next run owns.
 *
 * `setpriv` has the kernel kill `unshare` when we die, and with `unshare` goes the whole process namespace. That takes
 * root on Linux; elsewhere a tool runs as it is, and an orphan of it ends by itself.
 */
export function onLeash(words: readonly string[]): string[] {
  return canHold() ? [...LEASH, ...words] : [...words]
}

/**
 * The words that run a program which dies with this process, as far as the machine can do that: on a leash with all that
 * it starts, else alone (Linux), else not at all.
 */
export function dyingWithUs(words: readonly string[]): string[] {
  if (canHold()) return onLeash(words)
  return process.platform === 'linux' && existsSync('/usr/bin/setpriv') ? [...DIE_WITH_US, ...words] : [...words]
}

/** Whether what runs on a leash is in a process namespace of its own. */
export function canHold(): boolean {
  // Root is not enough: a container may forbid namespaces. So it is tried.
  holds ??=
    process.platform === 'linux' &&
    process.getuid?.() === 0 &&
    spawnSync(LEASH[0]!, [...LEASH.slice(1), 'true'], { stdio: 'ignore' }).status === 0
  return holds
}

let holds: boolean | undefined

const DIE_WITH_US = ['setpriv', '--pdeathsig', 'KILL']
const LEASH = [...DIE_WITH_US, ...'unshare --pid --fork --kill-child --mount-proc --'.split(' ')]
