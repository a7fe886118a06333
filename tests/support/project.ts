import { PROJECT } from '../../src/shared/root.ts'
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'

/** The environment of a person's shell: none of what npm sets for its children. */
export function cleanEnvironment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|INIT_CWD|NODE_OPTIONS|PROVING_GROUND|FORCE_COLOR|PLAYWRIGHT|TEST_)/.test(name),
  )
  return { ...Object.fromEntries(own), ...more }
}

/** What a command printed and how it ended. */
export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  /** Standard output and standard error together. */
  text: string
}

/** A command that is running. */
export interface Running {
  child: ChildProcess
  /** What it printed so far. */
  text(): string
  /** Resolves once it printed this. Rejects when it ends before. */
  printed(pattern: RegExp): Promise<void>
  ended: Promise<Ended>
}

/**
 * Starts a command in the project, as a person would.
 * @param input `pipe` to answer its questions through `child.stdin`
 */
export function start(
  words: readonly string[],
  environment: Record<string, string> = {},
  input: 'ignore' | 'pipe' = 'ignore',
): Running {
  const [program = '', ...rest] = words
  const child = spawn(program, rest, {
    cwd: PROJECT,
    env: cleanEnvironment(environment),
    stdio: [input, 'pipe', 'pipe'],
  })
  let text = ''
  const watchers = new Set<() => void>()
  const take = (chunk: Buffer) => {
    text += chunk.toString()
    watchers.forEach((watch) => watch())
  }
  child.stdout!.on('data', take)
  child.stderr!.on('data', take)
  const ended = new Promise<Ended>((resolve) => child.on('close', (code, signal) => resolve({ code, signal, text })))
  const printed = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const watch = () => {
        if (!pattern.test(text)) return
        watchers.delete(watch)
        resolve()
      }
      watchers.add(watch)
      watch()
      void ended.then(() => reject(new Error(`ended before it printed ${pattern}:\n${text}`)))
    })
  return { child, text: () => text, printed, ended }
}

/** Runs `npm run …` to its end. */
export function npmRun(words: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  return start(['npm', 'run', '--silent', ...words], environment).ended
}

/** A path in the project. */
export function inProject(...parts: string[]): string {
  return join(PROJECT, ...parts)
}
