import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parsePs } from './ps.ts'
import { commandLine, openFiles, processEntry, processTable, readProcess, type ProcessEntry } from './process-table.ts'

/** By what the processes of one run are told from all others. */
export interface RunMark {
  /** What the environment variable PROVING_GROUND_RUN of its shell says. */
  run: string
  /** The directory with the file `MARK_FILE`, which its shell has open; without symbolic links, as the kernel names it. */
  scratch: string
}

/** Name of the file that a run's shell has open, and with it whatever a command starts, unless that closes what it does not know. */
export const MARK_FILE = 'processes'

/** How the processes of this machine are seen. */
export interface ProcessView {
  /**
   * `proc`: in `/proc`. `ps`: by the programs `ps` and `lsof`, where there is no `/proc`, as on macOS; the environment of a
   * process is then not seen. `none`: not at all, so that nothing can be said of what is left running.
   */
  seenBy: 'proc' | 'ps' | 'none'
  /** Every process. */
  table(): Map<number, ProcessEntry>
  /** Undefined when there is no such process. */
  entry(pid: number): ProcessEntry | undefined
  /** The command line of a process, cut to 200 characters; empty when the process is gone. */
  commandLine(pid: number): string
  /**
   * Tells of each process whether it carries a run's mark, as it is now.
   * @param young true: some may have started just now
   */
  markedBy(mark: RunMark, young: boolean): (entry: ProcessEntry) => boolean | Promise<boolean>
}

/** The best view that this machine has. */
export function processView(): ProcessView {
  view ??= [PROC, PS].find(({ entry }) => entry(process.pid) !== undefined) ?? NONE
  return view
}

let view: ProcessView | undefined

const PROC: ProcessView = {
  seenBy: 'proc',
  table: processTable,
  entry: processEntry,
  commandLine,
  markedBy: ({ run, scratch }, young) => {
    const file = join(scratch, MARK_FILE)
    const variable = `PROVING_GROUND_RUN=${run}`
    return async (entry) =>
      openFiles(entry.pid).includes(file) || (await environmentOf(entry, young)).includes(variable)
  },
}

/** The view by `ps` and `lsof`, which every macOS has. It sees no process where one of the two is missing. */
export const PS: ProcessView = {
  seenBy: 'ps',
  table: () => new Map(ps(['-ax']).map((entry) => [entry.pid, entry])),
  entry: (pid) => ps(['-p', String(pid)])[0],
  commandLine: (pid) => (ps(['-p', String(pid)])[0]?.command ?? '').slice(0, 200),
  markedBy: ({ scratch }) => {
    const holders = new Set(
      lsof(['-t', '--', join(scratch, MARK_FILE)])
        .split('\n')
        .map(Number),
    )
    return ({ pid }) => holders.has(pid)
  },
}

/** No view at all. */
export const NONE: ProcessView = {
  seenBy: 'none',
  table: () => new Map(),
  entry: () => undefined,
  commandLine: () => '',
  markedBy: () => () => false,
}

function ps(which: readonly string[]): ReturnType<typeof parsePs> {
  // POSIX: the text after = goes on to the end of the argument, so each field has an option of its own.
  const fields = ['pid', 'ppid', 'pgid', 'stat', 'lstart', 'command'].flatMap((name) => ['-o', `${name}=`])
  return hasLsof() ? parsePs(outputOf('ps', ['-ww', ...which, ...fields])) : []
}

function lsof(words: readonly string[]): string {
  return outputOf('lsof', words)
}

/** Without it a process that left its parent and its group would go unnoticed. */
function hasLsof(): boolean {
  found ??= spawnSync('lsof', ['-v'], { stdio: 'ignore', env: toolEnvironment() }).status === 0
  return found
}

let found: boolean | undefined

/** Both programs exit with 1 when they find nothing. */
function outputOf(program: string, words: readonly string[]): string {
  const options = { encoding: 'utf8', maxBuffer: 64 * 2 ** 20, env: toolEnvironment() } as const
  const { error, stdout } = spawnSync(program, words, options)
  return error === undefined ? stdout : ''
}

/** Dates in English and in UTC. `lsof` lies in `sbin`, which not every PATH has. */
function toolEnvironment(): NodeJS.ProcessEnv {
  return { LC_ALL: 'C', TZ: 'UTC', PATH: `${process.env['PATH'] ?? ''}:/usr/bin:/bin:/usr/sbin:/sbin` }
}

/** How often to read the environment of a process: while it starts its program, the kernel shows none for a moment. */
const MAX_ATTEMPTS = 50

async function environmentOf({ pid }: ProcessEntry, young: boolean): Promise<string[]> {
  for (let look = 0; look < (young ? MAX_ATTEMPTS : 1); look++) {
    const environment = readProcess(pid, 'environ')
    if (environment !== '') return environment.split('\0')
    if (processEntry(pid)?.ended ?? true) return []
    await wait(2)
  }
  return []
}
