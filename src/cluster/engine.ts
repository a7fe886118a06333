import { spawn } from 'node:child_process'
import { existsSync, openSync, closeSync } from 'node:fs'
import { copyFile, mkdir, readFile, rename } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { join } from 'node:path'
import { $ } from 'zx'
import { CannotRun } from '../cannot-run.ts'
import { takeLock } from './lock.ts'
import { buildPart, directoryOf } from './part.ts'
import { cachePaths } from './paths.ts'
import { capabilitiesMissing, runcWrapper } from './source/runc-wrapper.ts'
import { tool } from './tool.ts'

/** Where the engine that we start finds the OCI runtime wrapper; it outlives any cache. */
const RUNTIME_DIRECTORY = '/var/lib/proving-ground'

/** True when a Docker engine answers. */
export async function engineAnswers(): Promise<boolean> {
  const { exitCode } = await $({
    quiet: true,
    nothrow: true,
    timeout: '20s',
  })`docker version --format ${'{{.Server.Version}}'}`
  return exitCode === 0
}

/**
 * Sees to it that a Docker engine answers: installs and starts Debian's where there is none. An engine that runs
 * already is used as it is.
 * @param install false: refuse instead
 * @throws CannotRun with what to do
 */
export async function ensureEngine(install: boolean, tell: (line: string) => void, signal: AbortSignal): Promise<void> {
  if (await engineAnswers()) return
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    throw new CannotRun(
      'no Docker engine answers. Start Docker (docker version must show a Server), then run this again',
    )
  }
  if (!install) throw new CannotRun('no Docker engine answers, and --no-install forbids installing one')
  if (process.stdin.isTTY && !(await agreed()))
    throw new CannotRun('no Docker engine answers. Install one, then run this again')
  const lock = await takeLock(join(cachePaths.locks(), 'engine.lock'), signal, () =>
    tell('waiting for another run to start Docker'),
  )
  try {
    if (await engineAnswers()) return
    await mkdir(cachePaths.logs(), { recursive: true })
    const log = join(cachePaths.logs(), 'engine.log')
    await installEngine(tell, log, signal)
    tell('starting dockerd')
    await startEngine(signal)
  } finally {
    lock.release()
  }
}

async function agreed(): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await lines.question('No Docker engine answers. Install Debian’s docker.io and start it? [Y/n] ')
  lines.close()
  return !/^n/i.test(answer.trim())
}

async function installEngine(tell: (line: string) => void, log: string, signal: AbortSignal): Promise<void> {
  if (existsSync('/usr/sbin/dockerd') && existsSync('/usr/sbin/iptables')) return
  tell('installing Docker from Debian (docker.io)')
  await aptInstall(['docker.io', 'iptables', 'iproute2'], log, signal)
}

/** Installs Debian packages, with the package lists brought up to date first. */
export async function aptInstall(packages: readonly string[], log: string, signal: AbortSignal): Promise<void> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  // Another apt may be at work: it waits for its lock instead of failing.
  const options = ['-o', 'DPkg::Lock::Timeout=300', '-q', '-y']
  await tool(['apt-get', 'update', '-q'], { log, signal })
  await tool(['apt-get', ...options, 'install', '--no-install-recommends', ...packages], { env, log, signal })
}

async function startEngine(signal: AbortSignal): Promise<void> {
  const log = '/var/log/proving-ground-dockerd.log'
  const output = openSync(log, 'a')
  // In a session of its own and holding nothing of ours, or whoever waits for our output waits for ever.
  const daemon = spawn('dockerd', await runtimeFlags(signal), {
    detached: true,
    cwd: '/',
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  daemon.unref()
  const gone = new Promise<true>((resolve) =>
    daemon.once('exit', () => resolve(true)).once('error', () => resolve(true)),
  )
  const deadline = performance.now() + 60_000
  while (!(await engineAnswers())) {
    const ended = await Promise.race([gone, wait(300, false, { signal })])
    if (ended || performance.now() > deadline) {
      const tail = (await readFile(log, 'utf8')).trimEnd().split('\n').slice(-5).join('\n  ')
      throw new CannotRun(`dockerd ${ended ? 'ended at once' : 'does not answer'}:\n  ${tail}\n  log: ${log}`)
    }
  }
}

async function runtimeFlags(signal: AbortSignal): Promise<string[]> {
  if (!capabilitiesMissing()) return []
  const part = runcWrapper()
  await buildPart(part, signal, () => undefined)
  await mkdir(RUNTIME_DIRECTORY, { recursive: true })
  const runtime = join(RUNTIME_DIRECTORY, 'runc-wrapper')
  await copyFile(join(directoryOf(part), 'bin/runc-wrapper'), `${runtime}.new`)
  await rename(`${runtime}.new`, runtime)
  return ['--add-runtime', `proving-ground=${runtime}`, '--default-runtime', 'proving-ground']
}
