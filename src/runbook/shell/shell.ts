import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type { OrphanProcess } from './processes.ts'
import { processView, type ProcessView } from './process-view.ts'
import { startBash, type ShellProcess } from './bash-process.ts'
import { OUTPUT_LIMIT, Transcript } from './transcript.ts'

/** How a command ended. */
export interface CommandResult {
  /** Its exit status. That of the shell when the shell ended; TERMINATED when the engine ended it. */
  exit: number
  /** Exit status of each part of the last pipeline; empty when the command kept bash from telling. */
  pipe: number[]
  /** Standard output and standard error in the order of arrival. */
  output: Buffer
  stdout: Buffer
  /** Bytes printed in all, also those beyond the limit. */
  bytes: number
  durationMs: number
  /** Why the engine ended the command, if it did. */
  ended: 'deadline' | 'too much output' | 'interrupted' | 'shell gone' | undefined
  /** Processes that outlived the command. They have been ended. */
  orphans: OrphanProcess[]
}

/** How one command is run. */
export interface CommandOptions {
  /** Milliseconds. */
  deadlineMs: number
  signal: AbortSignal
  onText: (text: Buffer) => void
}

/** The status of what was ended by SIGTERM, which is what the engine sends. */
const TERMINATED = 143

/** Milliseconds to wait for the output of an ended shell: only a process that cannot be killed can hold it longer. */
const DRAIN = 1000

/** One bash for all steps of a run, so that the directory and exported variables carry over. */
export class Shell {
  /** How it sees what a command leaves running. */
  readonly processesSeenBy: ProcessView['seenBy']
  readonly #id: string
  readonly #scratch: string
  readonly #start: () => Promise<ShellProcess>
  #bash: ShellProcess
  #over = false
  #count = 0

  private constructor(
    id: string,
    scratch: string,
    start: () => Promise<ShellProcess>,
    bash: ShellProcess,
    seenBy: ProcessView['seenBy'],
  ) {
    this.processesSeenBy = seenBy
    this.#id = id
    this.#scratch = scratch
    this.#start = start
    this.#bash = bash
  }

  /**
   * Starts bash without its start files, without a terminal, in a session of its own.
   * @param id a word unique to the run; it marks every process that a step starts
   * @param scratch a directory of the run's own for the files that bash sources
   * @param view how processes are seen; the best that this machine has when not given
   * @throws PreconditionError when there is no bash
   */
  static async start(
    id: string,
    scratch: string,
    cwd: string,
    env: Record<string, string>,
    view: ProcessView = processView(),
  ): Promise<Shell> {
    await mkdir(scratch, { recursive: true })
    const start = () => startBash(id, scratch, cwd, env, view)
    return new Shell(id, scratch, start, await start(), view.seenBy)
  }

  /**
   * Sources the command's bytes and waits until it has ended and all its output has arrived. Ends it when its time is over
   * or the signal says so; the shell has then ended, too.
   * @throws the signal's reason when it has been aborted before: then nothing is run
   */
  async run(command: string, options: CommandOptions): Promise<CommandResult> {
    if (this.#over) throw new Error('the shell has ended')
    const { stdout, stderr, orders, answers, processes, exit } = this.#bash
    const file = join(this.#scratch, `${this.#id.slice(0, 8)}-${String(++this.#count).padStart(2, '0')}.bash`)
    await writeFile(file, command)
    options.signal.throwIfAborted()
    const mark = randomBytes(16).toString('hex')
    const stopped = Promise.withResolvers<undefined>()
    let ended: CommandResult['ended']
    const end = (why: NonNullable<CommandResult['ended']>) => {
      ended ??= why
      stopped.resolve(undefined)
    }
    const transcript = new Transcript(mark, options.onText, () => end('too much output'))
    const stop = transcript.listen({ stdout, stderr })
    const timer = setTimeout(() => end('deadline'), options.deadlineMs)
    const interrupt = () => end('interrupted')
    options.signal.addEventListener('abort', interrupt)
    const began = performance.now()
    orders.write(`${file}\t${mark}\n`)
    try {
      const answered = answers.next().then((text) => (text === undefined ? text : transcript.ended.then(() => text)))
      const answer = await Promise.race([answered, exit.then(() => undefined), stopped.promise])
      if (answer === undefined) ended ??= 'shell gone'
      // More output while the command is being ended is not needed.
      if (ended === 'too much output') stop()
      const orphans = ended === undefined ? await processes.endOrphans() : await this.#end()
      const status = ended === 'shell gone' ? await exit : TERMINATED
      stop()
      return {
        ...(ended === undefined ? statuses(answer!) : { exit: status, pipe: [] }),
        output: transcript.all,
        stdout: transcript.stdout,
        bytes: transcript.bytes,
        durationMs: Math.round(performance.now() - began),
        ended: ended ?? (transcript.bytes > OUTPUT_LIMIT ? 'too much output' : undefined),
        orphans,
      }
    } finally {
      clearTimeout(timer)
      options.signal.removeEventListener('abort', interrupt)
      stop()
    }
  }

  /**
   * Starts bash anew when it has ended, in the directory where the first one began and without what steps exported.
   * @returns whether that was needed
   */
  async revive(): Promise<boolean> {
    if (!this.#over) return false
    this.#bash = await this.#start()
    this.#over = false
    return true
  }

  /** Ends the shell and whatever still runs in it. */
  async close(): Promise<void> {
    if (!this.#over) await this.#end()
  }

  /** Ends the shell with all its processes, and waits for what they printed. */
  async #end(): Promise<[]> {
    this.#over = true
    const { stdout, stderr, processes, exit, release } = this.#bash
    await processes.endAll()
    await exit
    const drained = Promise.all([stdout, stderr].map(closed))
    await Promise.race([drained, wait(DRAIN, undefined, { ref: false })])
    release()
    return []
  }
}

async function closed(stream: Readable): Promise<void> {
  if (!stream.closed) await new Promise<void>((done) => stream.once('close', done))
}

function statuses(answer: string): Pick<CommandResult, 'exit' | 'pipe'> {
  const [status = '', pipe = ''] = answer.split('\t')
  return { exit: Number(status), pipe: pipe.split(' ').filter(Boolean).map(Number) }
}
