import { setTimeout as wait } from 'node:timers/promises'
import { pollUntil } from '../../shared/poll.ts'
import { descendants, processIds, type ProcessEntry } from './process-table.ts'
import { processView, type ProcessView, type RunMark } from './process-view.ts'

/** A process that outlived the command that started it. */
export interface OrphanProcess {
  pid: number
  /** Its command line, cut to 200 characters. */
  command: string
}

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
 * all four is not seen. By `ps`, as on macOS, neither session nor environment are seen, and the process group takes their
 * place. Without any view only that group is ended, and nothing is known of what it was.
 */
export class ShellProcesses {
  readonly #mark: RunMark
  readonly #view: ProcessView
  readonly #root: number
  readonly #inNamespace: boolean
  readonly #since: number
  /** The bash that runs the steps; the same process as the root when there is no namespace. */
  readonly #shell: number

  /**
   * @param root the process that was started; bash has said that it is ready
   * @param inNamespace whether that process is the first of a process namespace of its own, whose only child is bash
   */
  constructor(mark: RunMark, root: number, inNamespace: boolean, view: ProcessView) {
    this.#mark = mark
    this.#view = view
    this.#root = root
    this.#inNamespace = inNamespace
    this.#since = view.entry(root)?.started ?? 0
    this.#shell = inNamespace ? (descendants(view.table(), root)[0]?.pid ?? root) : root
  }

  /** Ends whatever commands have left running, and tells what that was. */
  async endOrphans(): Promise<OrphanProcess[]> {
    const found = new Map<number, OrphanProcess>()
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const there = await this.#others()
      if (there.length === 0) break
      await this.#begun(there)
      for (const { pid } of there) if (!found.has(pid)) found.set(pid, { pid, command: this.#view.commandLine(pid) })
      await end(there, this.#view)
    }
    return [...found.values()]
  }

  /** Waits until each of these runs its program. Until then it has the command line of bash, from which it came. */
  async #begun(entries: readonly ProcessEntry[]): Promise<void> {
    const bash = this.#view.commandLine(this.#shell)
    const deadline = performance.now() + STARTUP_LIMIT
    // A loop in the background is bash itself, and keeps its command line.
    do await wait(STARTUP_INTERVAL)
    while (entries.some(({ pid }) => this.#view.commandLine(pid) === bash) && performance.now() < deadline)
  }

  /** Ends everything, the shell last. */
  async endAll(): Promise<void> {
    if (this.#view.seenBy === 'none') return endGroup(this.#root)
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
    // None at all is a table that cannot be read: then the outer one has to tell.
    if (processIds(`/proc/${this.#shell}/root/proc`).length === 1) return []
    return descendants(this.#view.table(), this.#root).filter(running)
  }

  async #known(): Promise<ProcessEntry[]> {
    const table = this.#view.table()
    const isMarked = this.#view.markedBy(this.#mark, true)
    const under = new Set(descendants(table, this.#root))
    const known = await Promise.all(
      [...table.values()].map(async (entry) => {
        if (entry.started < this.#since || entry.ended) return []
        if (under.has(entry) || entry.session === this.#root) return [entry]
        return (await isMarked(entry)) ? [entry] : []
      }),
    )
    return known.flat()
  }
}

/** Ends all processes that carry a dead run's mark. */
export async function endMarked(mark: RunMark, view: ProcessView = processView()): Promise<void> {
  const table = [...view.table().values()].filter(({ ended }) => !ended)
  // None of them is so young that the kernel does not show its environment yet.
  const isMarked = view.markedBy(mark, false)
  const marked = await Promise.all(table.map(async (entry) => ((await isMarked(entry)) ? [entry] : [])))
  await end(marked.flat(), view)
}

/** SIGTERM, then SIGKILL for what still runs after the grace period. */
async function end(processes: readonly ProcessEntry[], view: ProcessView): Promise<void> {
  // All are stopped first, so that no parent starts its next command when a child ends.
  for (const name of ['SIGSTOP', 'SIGTERM', 'SIGCONT'] as const) for (const { pid } of processes) signal(pid, name)
  const isAlive = (entry: ProcessEntry) => isRunning(entry, view)
  const deadline = performance.now() + GRACE_PERIOD
  await untilEnded(() => processes.some(isAlive), deadline)
  for (const entry of processes.filter(isAlive)) signal(entry.pid, 'SIGKILL')
  // A process that waits for a disk cannot be killed; the wait for it is limited.
  await untilEnded(() => processes.some(isAlive), deadline + GRACE_PERIOD)
}

async function untilEnded(isRunning: () => boolean, deadline: number): Promise<void> {
  await pollUntil(isRunning, { until: (running) => !running, deadline, interval: 10 })
}

function isRunning({ pid, started }: ProcessEntry, view: ProcessView): boolean {
  const now = view.entry(pid)
  return now !== undefined && now.started === started && !now.ended
}

/** For systems on which no process is seen. */
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
