import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A process as the kernel's table shows it. */
export interface ProcessEntry {
  pid: number
  parent: number
  session: number
  /** It has ended, but its parent has not yet read its status. */
  ended: boolean
  /** In the kernel's ticks since boot; with the id it tells a process from a later one of the same id. */
  started: number
}

/** Every process of this machine, or of the process namespace whose `/proc` is given. Empty where there is no `/proc`. */
export function processTable(proc = '/proc'): Map<number, ProcessEntry> {
  const pids = processIds(proc)
  const entries = pids.flatMap((pid) => processEntry(pid, proc) ?? [])
  return new Map(entries.map((entry) => [entry.pid, entry]))
}

/** The ids in a process table; none where there is no such table. */
export function processIds(proc = '/proc'): number[] {
  try {
    return readdirSync(proc)
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
  } catch {
    return []
  }
}

/** Undefined when there is no such process. */
export function processEntry(pid: number, proc = '/proc'): ProcessEntry | undefined {
  const stat = readProcess(pid, 'stat', proc)
  if (stat === '') return undefined
  // proc_pid_stat(5): "pid (name) state …", where the name may hold anything and the 22nd field is the start time.
  const [state = '', parent, , session, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return {
    pid,
    parent: Number(parent),
    session: Number(session),
    ended: /[ZX]/.test(state),
    started: Number(rest[15]),
  }
}

/** A file of a process; empty when the process is gone, for it may end while it is being read. */
export function readProcess(pid: number, file: string, proc = '/proc'): string {
  try {
    return readFileSync(`${proc}/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

/** What a process has open: the paths of files, and names such as `pipe:[1234]`. Empty when the process is gone, or another user's. */
export function openFiles(pid: number): string[] {
  const directory = `/proc/${pid}/fd`
  try {
    return readdirSync(directory).flatMap((descriptor) => linkOf(`${directory}/${descriptor}`))
  } catch {
    return []
  }
}

/** None when the descriptor was closed meanwhile. */
function linkOf(descriptor: string): string[] {
  try {
    return [readlinkSync(descriptor)]
  } catch {
    return []
  }
}

/** The command line of a process, or its name when it has none, cut to 200 characters. */
export function commandLine(pid: number): string {
  const line = readProcess(pid, 'cmdline').replaceAll('\0', ' ').trim()
  return (line || readProcess(pid, 'comm').trim()).slice(0, 200)
}

/** The direct and indirect children of a process. */
export function descendants(table: ReadonlyMap<number, ProcessEntry>, ancestor: number): ProcessEntry[] {
  const under = (entry: ProcessEntry | undefined): boolean =>
    entry !== undefined && entry.parent !== 0 && (entry.parent === ancestor || under(table.get(entry.parent)))
  return [...table.values()].filter(under)
}
