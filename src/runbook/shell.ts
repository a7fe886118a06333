import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { $, type ProcessPromise } from 'zx'
import { readAnswer } from './driver-answer.ts'
import { endGroup, strays, type Stray } from './processes.ts'
import { OUTPUT_LIMIT, Transcript } from './transcript.ts'

const DRIVER = fileURLToPath(new URL('driver.bash', import.meta.url))

/** How a command ended. */
export interface CommandResult {
  exit: number
  /** Exit status of each part of the last pipeline. */
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
  strays: Stray[]
}

/** How one command is run. */
export interface CommandOptions {
  /** Milliseconds. */
  deadlineMs: number
  signal: AbortSignal
  onText: (text: Buffer) => void
}

/** One bash for all steps of a run, so that the directory and exported variables carry over. */
export class Shell {
  readonly #process: ProcessPromise
  readonly #id: string
  readonly #scratch: string
  #count = 0

  /**
   * @param id a word unique to the run; it marks every process that a step starts
   * @param scratch a directory of the run's own for the files that bash sources
   */
  private constructor(id: string, scratch: string, process: ProcessPromise) {
    this.#id = id
    this.#scratch = scratch
    this.#process = process
  }

  /** Starts bash without its start files, without a terminal, in a process group of its own. */
  static async start(id: string, scratch: string, cwd: string, env: Record<string, string>): Promise<Shell> {
    await mkdir(scratch, { recursive: true })
    const process = $({
      prefix: '',
      postfix: '',
      shell: 'bash',
      quiet: true,
      nothrow: true,
      detached: true,
      cwd,
      env: { ...env, PROVING_GROUND_RUN: id },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
      // zx would keep all output in memory; the transcript keeps what is needed.
      store: { stdout: [], stderr: [], stdall: [] },
    })`exec bash --noprofile --norc ${DRIVER}`
    return new Shell(id, scratch, process)
  }

  /** Sources the command's bytes and waits until it has ended and all its output has arrived. */
  async run(command: string, options: CommandOptions): Promise<CommandResult> {
    const file = join(this.#scratch, `${String(++this.#count).padStart(2, '0')}.bash`)
    await writeFile(file, command)
    const mark = randomBytes(16).toString('hex')
    const child = this.#child()
    let ended: CommandResult['ended']
    const end = (why: NonNullable<CommandResult['ended']>) => {
      if (ended) return
      ended = why
      void endGroup(child.pid)
    }
    const transcript = new Transcript(mark, options.onText, () => end('too much output'))
    const stop = transcript.listen(child)
    const timer = setTimeout(() => end('deadline'), options.deadlineMs)
    const interrupt = () => end('interrupted')
    options.signal.addEventListener('abort', interrupt)
    if (options.signal.aborted) interrupt()
    const began = performance.now()
    const answer = readAnswer(child.answers)
    child.orders.write(`${file}\t${mark}\n`)
    try {
      const given = await Promise.race([answer.then((a) => (a ? transcript.ended.then(() => a) : a)), this.#gone()])
      if (!given) ended ??= 'shell gone'
      const [exit, pipe] = given ?? [await this.#exitCode(), []]
      return {
        exit,
        pipe,
        output: transcript.all,
        stdout: transcript.stdout,
        bytes: transcript.bytes,
        durationMs: Math.round(performance.now() - began),
        ended: ended ?? (transcript.bytes > OUTPUT_LIMIT ? 'too much output' : undefined),
        strays: await strays(this.#id, child.pid),
      }
    } finally {
      clearTimeout(timer)
      options.signal.removeEventListener('abort', interrupt)
      stop()
    }
  }

  /** Ends the shell and whatever still runs in it. */
  async close(): Promise<void> {
    const { pid, orders } = this.#child()
    orders.end()
    await endGroup(pid)
    await strays(this.#id, pid)
    await this.#process
  }

  async #gone(): Promise<undefined> {
    await this.#process
    return undefined
  }

  async #exitCode(): Promise<number> {
    const { exitCode, signal } = await this.#process
    return exitCode ?? (signal ? 128 : 1)
  }

  #child() {
    const child = this.#process.child
    if (!child?.pid || !child.stdout || !child.stderr) throw new Error('bash did not start; is it on PATH?')
    return {
      pid: child.pid,
      stdout: child.stdout,
      stderr: child.stderr,
      orders: child.stdio[3] as Writable,
      answers: child.stdio[4] as Readable,
    }
  }
}
