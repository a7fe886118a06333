import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pollUntil } from '../../shared/poll.ts'
import {
  commandLine,
  descendants,
  openFiles,
  processEntry,
  processIds,
  processTable,
  readProcess,
  type ProcessEntry,
} from './process-table.ts'

/** A process that outlived the command that started it. */
export interface OrphanProcess {
  pid: number
  /** Its command line, cut to 200 characters. */
  command: string
}

/** By what the processes of one run are told from all others. */
export interface RunMark {
  /** What the environment variable PROVING_GROUND_RUN of its shell says. */
  run: string
  /** The directory with the file `MARK_FILE`, which its shell has open; without symbolic links, as the kernel names it. */
  scratch: string
}

/** Name of the file that a run's shell has open, and with it whatever a command starts, unless that closes what it does not know. */
export const MARK_FILE = 'processes'

/** Milliseconds that processes get between SIGTERM and SIGKILL. */
const GRACE_PERIOD = 3000

/** Milliseconds between two looks whether a new process runs its own program. */
const STARTUP_INTERVAL = 30

/** Milliseconds after which a process that still looks like bash is taken for a part of bash. */
const STARTUP_LIMIT = 1000

/** How often to look for processes that others started while those were being ended. */
const MAX_ROUNDS = 20

/**
 * The processes of one run's shell: the shell itself, and whatever its commands have started.
 *
 * In a process namespace they are all there is, and no process can leave the namespace. Without one a process is found by
 * its parents, by the session, by the run's mark in its environment, or by the file that it has open; one that has shed
 * all four is not seen. Without `/proc`, as on macOS, only the process group is known.
 */
export class ShellProcesses {
  readonly #isMarked: (entry: ProcessEntry) => Promise<boolean>
  readonly #root: number
  readonly #inNamespace: boolean
  readonly #since: number
  /** The bash that runs the steps; the same process as the root when there is no namespace. */
  readonly #shell: number

  /**
   * @param root the process that was started; bash has said that it is ready
   * @param inNamespace whether that process is the first of a process namespace of its own, whose only child is bash
   */
  constructor(mark: RunMark, root: number, inNamespace: boolean) {
    this.#isMarked = markedBy(mark, environmentOf)
    this.#root = root
    this.#inNamespace = inNamespace
    this.#since = processEntry(root)?.started ?? 0
    this.#shell = inNamespace ? (descendants(processTable(), root)[0]?.pid ?? root) : root
  }

  /** Ends whatever commands have left running, and tells what that was. */
  async endOrphans(): Promise<OrphanProcess[]> {
    const found = new Map<number, OrphanProcess>()
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const there = await this.#others()
      if (there.length === 0) break
      await this.#begun(there)
      for (const { pid } of there) if (!found.has(pid)) found.set(pid, { pid, command: commandLine(pid) })
      await end(there)
    }
    return [...found.values()]
  }

  /** Waits until each of these runs its program. Until then it has the command line of bash, from which it came. */
  async #begun(entries: readonly ProcessEntry[]): Promise<void> {
    const bash = commandLine(this.#shell)
    const deadline = performance.now() + STARTUP_LIMIT
    // A loop in the background is bash itself, and keeps its command line.
    do await wait(STARTUP_INTERVAL)
    while (entries.some(({ pid }) => commandLine(pid) === bash) && performance.now() < deadline)
  }

  /** Ends everything, the shell last. */
  async endAll(): Promise<void> {
    if (processIds().length === 0) return endGroup(this.#root)
    // Otherwise it would go on with its next command once the running one has ended.
    signal(this.#shell, 'SIGSTOP')
    await this.endOrphans()
    this.kill()
  }

  /** Ends everything at once, for a process that is about to exit itself. */
  kill(): void {
    signal(-this.#root, 'SIGKILL')
    signal(this.#root, 'SIGKILL')
  }

  /** What runs besides the shell itself. */
  async #others(): Promise<ProcessEntry[]> {
    const own = new Set([this.#root, this.#shell])
    const running = (entry: ProcessEntry) => !entry.ended && !own.has(entry.pid)
    if (!this.#inNamespace) return (await this.#known()).filter(running)
    // The namespace's own table: as a rule there is bash, and nothing else to be looked at.
    if (processIds(`/proc/${this.#shell}/root/proc`).length <= 1) return []
    return descendants(processTable(), this.#root).filter(running)
  }

  async #known(): Promise<ProcessEntry[]> {
    const table = processTable()
    const under = new Set(descendants(table, this.#root))
    const known = await Promise.all(
      [...table.values()].map(async (entry) => {
        if (entry.started < this.#since || entry.ended) return []
        if (under.has(entry) || entry.session === this.#root) return [entry]
        return (await this.#isMarked(entry)) ? [entry] : []
      }),
    )
    return known.flat()
  }
}

/** Ends all processes that carry a dead run's mark. */
export async function endMarked(mark: RunMark): Promise<void> {
  const table = [...processTable().values()].filter(({ ended }) => !ended)
  // None of them is so young that the kernel does not show its environment yet.
  const isMarked = markedBy(mark, ({ pid }) => readProcess(pid, 'environ').split('\0'))
  const marked = await Promise.all(table.map(async (entry) => ((await isMarked(entry)) ? [entry] : [])))
  await end(marked.flat())
}

function markedBy(
  { run, scratch }: RunMark,
  environment: (entry: ProcessEntry) => string[] | Promise<string[]>,
): (entry: ProcessEntry) => Promise<boolean> {
  const file = join(scratch, MARK_FILE)
  const variable = `PROVING_GROUND_RUN=${run}`
  return async (entry) => openFiles(entry.pid).includes(file) || (await environment(entry)).includes(variable)
}

/** How often to read the environment of a process: while it starts its program, the kernel shows none for a moment. */
const MAX_ATTEMPTS = 50

async function environmentOf({ pid }: ProcessEntry): Promise<string[]> {
  for (let look = 0; look < MAX_ATTEMPTS; look++) {
    const environment = readProcess(pid, 'environ')
    if (environment !== '') return environment.split('\0')
    if (processEntry(pid)?.ended ?? true) return []
    await wait(2)
  }
  return []
}

/** SIGTERM, then SIGKILL for what still runs after the grace period. */
async function end(processes: readonly ProcessEntry[]): Promise<void> {
  // All are stopped first, so that no parent starts its next command when a child ends.
  for (const name of ['SIGSTOP', 'SIGTERM', 'SIGCONT'] as const) for (const { pid } of processes) signal(pid, name)
  const deadline = performance.now() + GRACE_PERIOD
  await untilEnded(() => processes.some(isAlive), deadline)
  for (const entry of processes.filter(isAlive)) signal(entry.pid, 'SIGKILL')
  // A process that waits for a disk cannot be killed; the wait for it is limited.
  await untilEnded(() => processes.some(isAlive), deadline + GRACE_PERIOD)
}

async function untilEnded(isRunning: () => boolean, deadline: number): Promise<void> {
  await pollUntil(isRunning, { until: (running) => !running, deadline, interval: 10 })
}

function isAlive({ pid, started }: ProcessEntry): boolean {
  const now = processEntry(pid)
  return now !== undefined && now.started === started && !now.ended
}

/** For systems without `/proc`. */
async function endGroup(pid: number): Promise<void> {
  signal(-pid, 'SIGTERM')
  const deadline = performance.now() + GRACE_PERIOD
  await untilEnded(() => signal(-pid, 0), deadline)
  signal(-pid, 'SIGKILL')
}

/** False when the process (or, for a negative number, the group) is gone. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}
