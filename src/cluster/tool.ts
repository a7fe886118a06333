import { appendFile, readFile } from 'node:fs/promises'
import { $, type ProcessOutput } from 'zx'

/** How a tool is run. */
export interface ToolOptions {
  cwd?: string
  env?: Record<string, string>
  signal: AbortSignal
  /** A file that gets all the tool prints; an error shows its last lines. */
  log: string
  input?: string
}

/** Runs a tool with these words, without a shell's interpretation. @throws Error with the last lines of its output */
export async function tool(words: readonly string[], options: ToolOptions): Promise<string> {
  const { cwd, env, signal, log, input } = options
  await appendFile(log, `$ ${words.join(' ')}\n`)
  const output: ProcessOutput = await $({
    quiet: true,
    nothrow: true,
    prefix: '',
    signal,
    killSignal: 'SIGKILL',
    env: { ...process.env, ...env },
    ...(cwd ? { cwd } : {}),
    ...(input === undefined ? { stdio: ['ignore', 'pipe', 'pipe'] } : { input }),
  })`${[...words]}`
  await appendFile(log, output.stdall)
  signal.throwIfAborted()
  if (output.exitCode !== 0) {
    const tail = (await readFile(log, 'utf8')).trimEnd().split('\n').slice(-12).join('\n  ')
    throw new Error(`${words.slice(0, 3).join(' ')} … exited with ${output.exitCode ?? output.signal}\n  ${tail}`)
  }
  return output.stdout
}
