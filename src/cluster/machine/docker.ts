import { execFile } from 'node:child_process'
import { PreconditionError } from '../../shared/precondition-error.ts'

/** What the Docker client printed, and how it ended. */
export interface DockerResult {
  stdout: string
  /** Why it failed, in Docker's words and with what to do; undefined when it did not. */
  fault: string | undefined
}

/** Milliseconds in which Docker has to answer. */
const TIMEOUT = 60_000

/** Runs the Docker client with these words; no shell, which a PATH without `docker` may lack too. */
export function tryDocker(words: readonly string[], timeoutMs = TIMEOUT): Promise<DockerResult> {
  return new Promise((resolve) => {
    const options = { timeout: timeoutMs, maxBuffer: 64 * 2 ** 20 }
    execFile('docker', words, options, (error, stdout, stderr) => {
      if (!error) return resolve({ stdout, fault: undefined })
      const { code, killed } = error
      if (killed) resolve({ stdout, fault: `docker ${words[0]} did not end within ${timeoutMs / 1000} s` })
      else if (String(code) === 'ENOENT')
        resolve({ stdout, fault: 'there is no program docker on PATH: install Docker, or correct PATH' })
      else resolve({ stdout, fault: explained(stderr, `docker ${words[0]} exited with ${code}`) })
    })
  })
}

/** The same for a command that has to succeed. @returns what it printed @throws PreconditionError with the reason */
export async function docker(words: readonly string[]): Promise<string> {
  const { stdout, fault } = await tryDocker(words)
  if (fault !== undefined) throw unanswered(fault)
  return stdout
}

/** The error for a command that failed because Docker does not answer. */
export function unanswered(fault: string): PreconditionError {
  return new PreconditionError(
    `Docker does not answer: ${fault}\n  npm run cluster prepare starts it, or says what to do`,
  )
}

/** Why no Docker engine answers, in Docker's words and with what to do; undefined when one does. */
export async function engineFault(): Promise<string | undefined> {
  return (await tryDocker(['version', '--format', '{{.Server.Version}}'], 20_000)).fault
}

/** What tells which engine a message is about, with how to start that engine. The socket's path names it. */
const STARTED_BY: [socket: RegExp, remedy: string][] = [
  [/\/\.colima\//, 'Start Colima: colima start --memory 8'],
  [/\/\.orbstack\//, 'Start OrbStack: orb start'],
  [/\/\.rd\//, 'Start Rancher Desktop.'],
  [/\/\.lima\//, 'Start the virtual machine: limactl start, with its name.'],
  [/\/\.docker\/(run|desktop)\/|dockerDesktop/, 'Start Docker Desktop.'],
  [
    /podman/i,
    'This is the socket of Podman, which cannot be used here: unset DOCKER_HOST, or docker context use default',
  ],
  [/\/run\/user\/\d+\/docker\.sock/, 'Start rootless Docker: systemctl --user start docker'],
]

/** Docker's own message, with a remedy if one is known. @param otherwise the message when Docker printed none */
export function explained(stderr: string, otherwise: string): string {
  const line = stderr.trim().replaceAll(/\s*\n\s*/g, '; ') || otherwise
  const [, start] = STARTED_BY.find(([socket]) => socket.test(line)) ?? []
  const remedy = /permission denied/i.test(line) ? PERMISSION : start
  return remedy === undefined ? line : `${line}\n  ${remedy}`
}

/** A fault with what to do: its own remedy if it has one, else this. */
export function withRemedy(fault: string, otherwise: string): string {
  return fault.includes('\n') ? fault : `${fault}\n  ${otherwise}`
}

const PERMISSION = 'Add yourself to the group docker (sudo usermod -aG docker "$USER"), then log in again.'
