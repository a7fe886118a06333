import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { copyFile, mkdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { pollUntil } from '../../shared/poll.ts'
import { PreconditionError } from '../../shared/precondition-error.ts'
import { engineFault } from './docker.ts'
import { buildArtifact, directoryOf } from '../build/artifact.ts'
import { capabilitiesMissing, runcWrapper } from '../source/runc-wrapper.ts'

/** Where the engine that we start finds the OCI runtime wrapper; it outlives any cache. */
const RUNTIME_DIRECTORY = '/var/lib/proving-ground'
const LOG = '/var/log/proving-ground-dockerd.log'

/** Starts a Docker engine and waits until it answers. @throws PreconditionError with the end of its log */
export async function startEngine(signal: AbortSignal): Promise<void> {
  const flags = await runtimeFlags(signal)
  const output = openSync(LOG, 'a')
  // In a session of its own and without our streams; otherwise callers waiting on our stdout never see its end.
  const daemon = spawn('dockerd', flags, { detached: true, cwd: '/', stdio: ['ignore', output, output] })
  closeSync(output)
  daemon.unref()
  const ended = new AbortController()
  const onEnd = () => ended.abort()
  daemon.once('exit', onEnd).once('error', onEnd)
  const deadline = performance.now() + 60_000
  const until = (fault: string | undefined) => fault === undefined || ended.signal.aborted
  const fault = await pollUntil(engineFault, { until, deadline, interval: 300, signal })
  if (fault === undefined) return
  const tail = (await readFile(LOG, 'utf8')).trimEnd().split('\n').slice(-5).join('\n  ')
  const reason = ended.signal.aborted ? 'ended at once' : `does not answer (${fault})`
  throw new PreconditionError(`dockerd ${reason}:\n  ${tail}\n  log: ${LOG}`)
}

async function runtimeFlags(signal: AbortSignal): Promise<string[]> {
  if (!capabilitiesMissing()) return []
  const artifact = runcWrapper()
  const nothing = () => undefined
  await buildArtifact(artifact, signal, { building: nothing, waiting: nothing, progress: nothing, built: nothing })
  await mkdir(RUNTIME_DIRECTORY, { recursive: true })
  const runtime = join(RUNTIME_DIRECTORY, 'runc-wrapper')
  await copyFile(join(directoryOf(artifact), 'bin/runc-wrapper'), `${runtime}.new`)
  await rename(`${runtime}.new`, runtime)
  return ['--add-runtime', `proving-ground=${runtime}`, '--default-runtime', 'proving-ground']
}
