import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { PROJECT } from '../../src/shared/root.ts'
import { cleanEnvironment, type Ended } from './project.ts'

/** nobody: a user that every system has. */
export const OTHER_UID = 65534

/** The file is loaded before the user changes: that user need not be able to read this project. */
const PROGRAM = `
  const [, module, call, gid, ...values] = process.argv
  const loaded = await import(module)
  process.setgroups([])
  process.setgid(Number(gid))
  process.setuid(${OTHER_UID})
  try {
    console.log(JSON.stringify(await loaded[call](...values.map((value) => JSON.parse(value)))))
  } catch (error) {
    console.log(error.name + ': ' + error.message)
    process.exit(2)
  }`

/**
 * Calls a function of the project as another user of this machine, who may use its Docker engine. It takes root.
 * @param module below the project
 * @returns what it printed, its result as JSON or its error; code 2 for the latter
 */
export function asOtherUser(
  module: string,
  call: string,
  values: readonly unknown[],
  environment: Record<string, string>,
): Promise<Ended> {
  const socket = statSync('/var/run/docker.sock', { throwIfNoEntry: false })
  const words = [
    `${PROJECT}/${module}`,
    call,
    String(socket?.gid ?? OTHER_UID),
    ...values.map((v) => JSON.stringify(v)),
  ]
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM, ...words], {
    cwd: '/',
    env: cleanEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, text })))
}
