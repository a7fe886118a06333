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
  const found = (await marked(run, shell)).filter((p) => p.pid !== shell)
  await end(found.map((p) => p.pid))
  return found
}

/** Processes of that run. Linux only: elsewhere the process group is all that is known, and this finds nothing. */
async function marked(run: string, shell: number): Promise<Stray[]> {
  const mark = `PROVING_GROUND_RUN=${run}`
  const since = (await state(shell))?.started ?? 0
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const all = await Promise.all(
    pids.map(async (pid) => {
      const environment = await environmentOf(pid, since)
      if (!environment.split('\0').includes(mark)) return []
      const line = (await readProc(pid, 'cmdline')).replaceAll('\0', ' ').trim()
      return [{ pid: Number(pid), command: (line || (await readProc(pid, 'comm')).trim()).slice(0, 200) }]
    }),
  )
  return all.flat()
}

/** Looks at a process that is just starting its program: then the kernel shows no environment for a moment. */
const LOOKS = 50

async function environmentOf(pid: string, since: number): Promise<string> {
  for (let look = 0; look < LOOKS; look++) {
    const environment = await readProc(pid, 'environ')
    if (environment !== '') return environment
    const now = await state(pid)
    // What is older than the shell is no child of it; what has ended has no environment any more.
    if (!now || now.ended || now.started < since) return ''
    await wait(2)
  }
  return ''
}

/** Undefined when there is no such process. `started` counts in the kernel's ticks since boot. */
async function state(pid: number | string): Promise<{ ended: boolean; started: number } | undefined> {
  const stat = await readProc(pid, 'stat')
  // proc_pid_stat(5): "pid (name) state …", where the name may hold anything and the 22nd field is the start time.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return stat === '' ? undefined : { ended: /[ZX]/.test(fields[0] ?? ''), started: Number(fields[19]) }
}

/** Empty when the process is gone: it may end while it is being read. */
function readProc(pid: number | string, file: string): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')
}

async function end(pids: number[]): Promise<void> {
  for (const pid of pids) signal(pid, 'SIGTERM')
  const deadline = performance.now() + GRACE
  while ((await alive(pids)).length > 0 && performance.now() < deadline) await wait(20)
  for (const pid of await alive(pids)) signal(pid, 'SIGKILL')
}

/** A process that has ended stays in the table until its parent looks; nobody needs to wait for that. */
async function alive(pids: number[]): Promise<number[]> {
  const there = pids.filter((pid) => signal(pid, 0))
  const ended = await Promise.all(there.map(async (pid) => pid > 0 && ((await state(pid))?.ended ?? false)))
  return there.filter((_, index) => !ended[index])
}

/** False when the process (or, for a negative number, the group) is gone. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}
