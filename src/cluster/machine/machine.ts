import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { PreconditionError } from '../../shared/precondition-error.ts'
import { confirm } from './confirm.ts'
import { engineFault, withRemedy } from './docker.ts'
import { dockerEndpoint } from './engine-info.ts'
import { startEngine } from './engine.ts'
import { takeLock } from '../cache/lock.ts'
import { cachePaths } from '../cache/cache.ts'
import { canBuild } from '../source/requirements.ts'
import type { ToolchainProvider } from '../provider.ts'
import { tool } from '../build/tool.ts'
import { messageOf } from '../../shared/thrown.ts'

/** What is still to be done to this machine. */
export interface MachinePlan {
  /** Debian packages to install. */
  packages: readonly string[]
  /** Whether the Docker engine has to be started. */
  engine: boolean
}

/** Programs that an engine needs, and the Debian packages that have them. */
const ENGINE = [
  ['/usr/sbin/dockerd', 'docker.io'],
  ['/usr/sbin/iptables', 'iptables'],
  ['/usr/sbin/ip', 'iproute2'],
] as const

/**
 * Finds out what this machine lacks, and asks on a terminal before Docker is installed or started.
 * @param install false: refuse instead
 * @throws PreconditionError with what to do
 */
export async function planMachine(options: {
  builders: ToolchainProvider['builders']
  install: boolean
  signal: AbortSignal
}): Promise<MachinePlan> {
  const fault = await engineFault()
  const engine = fault !== undefined
  const wanted = [...options.builders, ...(engine ? ENGINE : [])]
  const packages = wanted.filter(([file]) => !existsSync(file)).map(([, name]) => name)
  if (!engine && packages.length === 0) return { packages, engine }
  const endpoint = await dockerEndpoint()
  if (fault !== undefined && !isOwnSocket(endpoint))
    throw new PreconditionError(
      `no Docker engine answers at ${endpoint}, where DOCKER_HOST or the Docker context leads: ${withRemedy(fault, 'Start that engine, or unset DOCKER_HOST and run docker context use default.')}\n  ${THEN}`,
    )
  // Building elsewhere than on Debian as root was refused before: here only the engine can be what is missing.
  if (fault !== undefined && !canBuild())
    throw new PreconditionError(
      `no Docker engine answers: ${withRemedy(fault, 'Install Docker if it is missing, and start it.')}\n  ${THEN}`,
    )
  const lacking = engine ? 'no Docker engine answers' : `${packages.join(', ')} is missing`
  const reason = engine ? `\n  ${fault}` : ''
  const byHand = [
    ...(packages.length > 0 ? [`apt-get install ${packages.join(' ')}`] : []),
    ...(engine ? ['dockerd'] : []),
  ]
  if (!options.install)
    throw new PreconditionError(
      `${lacking}, and --no-install is set; run it yourself: ${byHand.join(', then ')}${reason}`,
    )
  if (engine && process.stdin.isTTY && !(await confirm(question(packages)))) {
    options.signal.throwIfAborted()
    throw new PreconditionError(
      `${lacking}. Start Docker, check that docker version lists a Server, then run this again${reason}`,
    )
  }
  return { packages, engine }
}

const THEN = 'Once docker version lists a Server, run this again.'

/** Whether the client looks where an engine that is started here answers. Starting one would not help a client that does not. */
function isOwnSocket(endpoint: string): boolean {
  return /^(unix:\/\/(\/var)?\/run\/docker\.sock)?$/.test(endpoint)
}

function question(packages: readonly string[]): string {
  const first = packages.length > 0 ? `install ${packages.join(', ')} from Debian and ` : ''
  return `No Docker engine answers. Shall I ${first}start dockerd? [Y/n] `
}

/** Installs what the plan says, once for all runs on this machine. */
export async function installPackages(
  { packages }: MachinePlan,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (packages.length === 0) return
  await once('packages', 'another run is installing packages; waiting', tell, signal, async () => {
    tell(`installing from Debian: ${packages.join(', ')}`)
    await mkdir(cachePaths.logs(), { recursive: true })
    const log = join(cachePaths.logs(), 'packages.log')
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    // Another apt may be at work: it waits for its lock instead of failing.
    const options = ['-o', 'DPkg::Lock::Timeout=300', '-q', '-y', '--no-install-recommends']
    try {
      // An installation that was killed halfway blocks the next one until it is finished.
      await tool(['dpkg', '--configure', '-a'], { env, log, signal })
      await tool(['apt-get', 'update', '-q'], { log, signal })
      await tool(['apt-get', 'install', ...options, ...packages], { env, log, signal })
    } catch (error) {
      signal.throwIfAborted()
      throw new PreconditionError(`installing ${packages.join(', ')} failed: ${messageOf(error)}\n  log: ${log}`)
    }
  })
}

/** Starts the engine if the plan says so, unless another run has started it in the meantime. */
export async function ensureEngine(
  { engine }: MachinePlan,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (!engine) return
  await once('engine', 'another run is starting Docker; waiting', tell, signal, async () => {
    if ((await engineFault()) === undefined) return
    tell('starting dockerd')
    await startEngine(signal)
  })
}

async function once(
  name: string,
  waiting: string,
  tell: (line: string) => void,
  signal: AbortSignal,
  run: () => Promise<void>,
): Promise<void> {
  const lock = await takeLock(join(cachePaths.locks(), `${name}.lock`), signal, () => tell(waiting))
  try {
    await run()
  } finally {
    lock.release()
  }
}
