import { appendFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { getSystemErrorName } from 'node:util'
import { $ } from 'zx'
import { withParentDeathSignal } from './parent-death.ts'

/** How a tool is run. */
export interface ToolOptions {
  cwd?: string
  env?: Record<string, string>
  signal: AbortSignal
  /** A file that gets all the tool prints, as it prints it; an error shows its last lines. */
  log: string
  /** Called for every line on standard error that is not empty. */
  onLine?: (line: string) => void
}

/**
 * Runs a tool with these words, without a shell's interpretation; it dies with this process.
 * @returns what it wrote to standard output
 * @throws Error with the last lines of the log
 */
export async function tool(words: readonly string[], options: ToolOptions): Promise<string> {
  const { cwd, env, signal, log, onLine } = options
  signal.throwIfAborted()
  appendFileSync(log, `$ ${words.join(' ')}\n`)
  const running = $({
    quiet: true,
    nothrow: true,
    prefix: '',
    signal,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    ...(cwd ? { cwd } : {}),
  })`${withParentDeathSignal(words)}`
  for (const stream of [running.stdout, running.stderr]) stream.on('data', (data: Buffer) => appendFileSync(log, data))
  if (onLine) createInterface({ input: running.stderr }).on('line', (line) => line && onLine(line))
  const output = await running
  signal.throwIfAborted()
  if (output.exitCode !== 0) {
    const tail = (await readFile(log, 'utf8')).trimEnd().split('\n').slice(-12).join('\n  ')
    throw new Error(`${words.slice(0, 3).join(' ')} … ${ending(output.exitCode, output.signal)}\n  ${tail}`)
  }
  return output.stdout
}

function ending(exit: number | null, signal: string | null): string {
  // A negative status is the system's error number: nothing ran.
  if (exit !== null && exit < 0)
    return `could not be started (${getSystemErrorName(exit)}: the program or its directory)`
  return exit === null ? `was ended by ${signal}` : `exited with ${exit}`
}
