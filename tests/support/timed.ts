import { cleanEnvironment } from './project.ts'
import { PROJECT } from '../../src/shared/root.ts'
import { spawn } from 'node:child_process'

/** What a command took. On a shared machine `user` and `system` say more than `wall`. */
export interface Seconds {
  wall: number
  user: number
  system: number
}

/**
 * Runs a command in the project to its end, with all its children.
 * @throws Error with what it printed when it fails
 */
export async function timed(words: readonly string[], environment: Record<string, string> = {}): Promise<Seconds> {
  // Node cannot ask what a child's children took; bash can, and prints it last: "0m9.512s 0m2.104s".
  const child = spawn('bash', ['-c', '"$@"; code=$?; times >&3; exit $code', 'bash', ...words], {
    cwd: PROJECT,
    env: cleanEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  let printed = ''
  let times = ''
  child.stdout!.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  child.stderr!.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  child.stdio[3]!.on('data', (chunk: Buffer) => (times += chunk.toString()))
  const began = performance.now()
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}:\n${printed}`)
  const [user, system] = times.trim().split('\n').at(-1)!.split(' ').map(seconds)
  return { wall: rounded((performance.now() - began) / 1000), user: user!, system: system! }
}

function seconds(text: string): number {
  const [, minutes, rest] = /^(\d+)m([\d.]+)s$/.exec(text)!
  return rounded(60 * Number(minutes) + Number(rest))
}

function rounded(value: number): number {
  return Math.round(10 * value) / 10
}
