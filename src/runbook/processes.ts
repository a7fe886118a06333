import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'

/** A process that a step left running. */
export interface Stray {
  pid: number
  /** Its command line, cut to 200 characters. */
  command: string
}

/** Milliseconds that processes get between SIGTERM and SIGKILL. */
const GRACE = 3000

/** Ends a process group: SIGTERM, then SIGKILL for what is still there after the grace time. */
export async function endGroup(pid: number): Promise<void> {
  await end([-pid])
}

/**
 * Ends every process that carries the run's mark in its environment, the shell itself excepted, and tells which there
 * were. A daemon leaves its process group, but not its environment.
 */
export async function strays(run: string, shell: number): Promise<Stray[]> {
  const found = (await marked(run)).filter((p) => p.pid !== shell)
  await end(found.map((p) => p.pid))
  return found
}

/** Processes of that run. Linux only: elsewhere the process group is all that is known, and this finds nothing. */
async function marked(run: string): Promise<Stray[]> {
  const mark = `PROVING_GROUND_RUN=${run}`
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const all = await Promise.all(
    pids.map(async (pid) => {
      // A process may end while it is being read.
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
      if (!environment.split('\0').includes(mark)) return []
      const line = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ').trim()
      return line ? [{ pid: Number(pid), command: line.slice(0, 200) }] : []
    }),
  )
  return all.flat()
}

async function end(pids: number[]): Promise<void> {
  const alive = () => pids.filter((pid) => signal(pid, 0))
  for (const pid of pids) signal(pid, 'SIGTERM')
  const deadline = performance.now() + GRACE
  while (alive().length > 0 && performance.now() < deadline) await wait(20)
  for (const pid of alive()) signal(pid, 'SIGKILL')
}

/** False when the process (or, for a negative number, the group) is gone. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}
