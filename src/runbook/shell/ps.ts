import type { ProcessEntry } from './process-table.ts'

/** "41  7  41  Ss+  Fri Nov 27 12:11:39 2026  sleep 300": id, parent, group, state, start in the C locale, command line. */
const ROW = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\w{3} \w{3} +\d+ \d\d:\d\d:\d\d \d{4})(?:\s+(.*))?$/

/**
 * The processes in what `ps` printed for the fields pid, ppid, pgid, stat, lstart and command, in the C locale and in UTC.
 * The group stands for the session, which macOS does not tell; the start is in seconds since the epoch.
 */
export function parsePs(text: string): (ProcessEntry & { command: string })[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, parent, group, state = '', start, command = ''] = ROW.exec(line) ?? []
    if (pid === undefined) return []
    const started = Date.parse(`${start} UTC`) / 1000
    const ended = /^[ZX]/.test(state)
    return [
      { pid: Number(pid), parent: Number(parent), session: Number(group), ended, started, command: command.trim() },
    ]
  })
}
