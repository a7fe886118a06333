import { existsSync } from 'node:fs'

/**
 * The words that run a tool on a leash: it and everything it starts die with this process, even when this process is
 * killed with -9. Without that, what a dead run left behind would go on filling directories that the next run owns.
 *
 * `setpriv` has the kernel kill `unshare` when we die, and with `unshare` goes the whole process namespace. That takes
 * root on Linux; elsewhere a tool runs as it is, and an orphan of it ends by itself.
 */
export function onLeash(words: readonly string[]): string[] {
  return available ? [...LEASH, ...words] : [...words]
}

const LEASH = 'setpriv --pdeathsig KILL unshare --pid --fork --kill-child --mount-proc --'.split(' ')

const available =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  ['setpriv', 'unshare'].every((name) => existsSync(`/usr/bin/${name}`))
