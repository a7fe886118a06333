import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/**
 * The command line that runs a tool so that it and everything it starts die with this process, even when this process is
 * killed with -9. Otherwise a tool that outlived its run would go on writing to directories that the next run uses.
 *
 * `setpriv` has the kernel kill `unshare` when we die, and with `unshare` goes the whole process namespace. That takes
 * root on Linux; elsewhere a tool runs as it is, and an orphan of it ends by itself.
 */
export function withParentDeathSignal(words: readonly string[]): string[] {
  return canIsolateProcesses() ? [...OWN_PID_NAMESPACE, ...words] : [...words]
}

/**
 * The command line that runs a program so that it dies with this process, as far as the machine can do that: with all that
 * it starts where process namespaces are allowed, alone on other Linux systems, not at all elsewhere.
 */
export function dieWithParent(words: readonly string[]): string[] {
  if (canIsolateProcesses()) return withParentDeathSignal(words)
  return process.platform === 'linux' && existsSync('/usr/bin/setpriv')
    ? [...PARENT_DEATH_SIGNAL, ...words]
    : [...words]
}

/** Whether `withParentDeathSignal` runs a tool in a process namespace of its own. */
export function canIsolateProcesses(): boolean {
  // Root is not enough: a container may forbid namespaces. So it is tried.
  isolates ??=
    process.platform === 'linux' &&
    process.getuid?.() === 0 &&
    spawnSync(OWN_PID_NAMESPACE[0]!, [...OWN_PID_NAMESPACE.slice(1), 'true'], { stdio: 'ignore' }).status === 0
  return isolates
}

let isolates: boolean | undefined

const PARENT_DEATH_SIGNAL = ['setpriv', '--pdeathsig', 'KILL']
const OWN_PID_NAMESPACE = [...PARENT_DEATH_SIGNAL, ...'unshare --pid --fork --kill-child --mount-proc --'.split(' ')]
