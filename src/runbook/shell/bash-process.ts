import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync, realpathSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { canIsolateProcesses, dieWithParent } from '../../cluster/index.ts'
import { PreconditionError } from '../../shared/precondition-error.ts'
import { MARK_FILE, type ProcessView } from './process-view.ts'
import { ShellProcesses } from './processes.ts'

const DRIVER = fileURLToPath(new URL('driver.bash', import.meta.url))

/** A bash that has said that it is ready, with the streams that lead to it. */
export interface ShellProcess {
  stdout: Readable
  stderr: Readable
  orders: Writable
  answers: DriverAnswers
  processes: ShellProcesses
  /** Resolves when bash has ended, whoever still holds its output, with its status; 128 and more for a signal. */
  exit: Promise<number>
  /** Closes the streams, so that processes which hold their other ends do not keep this process alive. */
  release(): void
}

/**
 * Starts bash without its start files, without a terminal, in a session of its own. It dies with this process.
 * @param id a word unique to the run; it marks every process that a step starts
 * @param scratch a directory of the run's own, for the file that marks them as well
 * @param view how its processes are seen
 * @throws PreconditionError when there is no bash
 */
export async function startBash(
  id: string,
  scratch: string,
  cwd: string,
  env: Record<string, string>,
  view: ProcessView,
): Promise<ShellProcess> {
  const [program = '', ...words] = dieWithParent(['bash', '--noprofile', '--norc', DRIVER])
  const mark = openSync(join(scratch, MARK_FILE), 'w')
  const child = spawn(program, words, {
    detached: true,
    cwd,
    env: { ...env, PROVING_GROUND_RUN: id },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', mark],
  })
  closeSync(mark)
  const exit = new Promise<number>((resolve, reject) => {
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)))
    child.once('error', (error) => reject(new PreconditionError(`bash could not be started: ${error.message}`)))
  })
  const [, stdout, stderr, orders, answering] = child.stdio as [null, Readable, Readable, Writable, Readable]
  // Writing to a shell that has ended fails; its exit is reported anyway.
  orders.on('error', () => undefined)
  const answers = new DriverAnswers(answering)
  const ready = await Promise.race([answers.next(), exit.then((code) => `exit ${code}`)])
  if (ready !== 'ready') throw new PreconditionError(`bash could not be started: it ended with ${ready ?? 'no answer'}`)
  const runMark = { run: id, scratch: realpathSync(scratch) }
  const processes = new ShellProcesses(runMark, child.pid!, canIsolateProcesses(), view)
  const kill = () => processes.kill()
  process.on('exit', kill)
  void exit.then(() => process.off('exit', kill))
  return { stdout, stderr, orders, answers, processes, exit, release: () => destroy(child) }
}

function destroy({ stdio }: ChildProcess): void {
  for (const stream of stdio) stream?.destroy()
}

/** The driver's answers on its own file descriptor: texts, each ended by NUL. */
class DriverAnswers {
  readonly #whole: string[] = []
  #rest = ''
  #over = false
  #wake: () => void = () => undefined

  constructor(stream: Readable) {
    stream.on('data', (chunk: Buffer) => {
      const texts = (this.#rest + chunk.toString()).split('\0')
      this.#rest = texts.pop() ?? ''
      this.#whole.push(...texts)
      this.#wake()
    })
    stream.once('close', () => {
      this.#over = true
      this.#wake()
    })
    // A killed shell may break the pipe; its exit is reported anyway.
    stream.on('error', () => undefined)
  }

  /** The next text; undefined when the shell ends before it has said one. Not to be called again before it resolves. */
  async next(): Promise<string | undefined> {
    while (this.#whole.length === 0 && !this.#over) await new Promise<void>((resolve) => (this.#wake = resolve))
    return this.#whole.shift()
  }
}
