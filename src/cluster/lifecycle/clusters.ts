import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { chooseKept, whyUnreachable } from './status.ts'
import { createCluster } from './kind.ts'
import type { Lock } from '../cache/lock.ts'
import { removeNode } from './nodes.ts'
import { makeOwner, type Owner } from './owner.ts'
import { listClusters } from './list.ts'
import { prepare, type PrepareOptions } from '../build/prepare.ts'
import { waitUntilReady } from './ready.ts'
import {
  removeState,
  createState,
  readState,
  stateDirectory,
  takeOwnership,
  writeState,
  type ClusterState,
} from './state.ts'
import { removeOrphans } from './remove.ts'
import type { ReadyToolchain, Versions } from '../provider.ts'
import { PreconditionError } from '../../shared/precondition-error.ts'
import { messageOf } from '../../shared/thrown.ts'

/** A cluster that a run may use. */
export interface Cluster {
  name: string
  /** A file in a directory that only this user reads. */
  kubeconfig: string
  /** Directory of exactly the pinned kubectl, istioctl and, where needed, helm. */
  tools: string
  /** A Helm repository with Istio's charts, as a directory; only when helm is needed. */
  charts: string | undefined
  /** Tools and charts of the Istio versions beside the default, by minor version. */
  otherIstio: ReadyToolchain['otherIstio']
  versions: Versions
  /** Why nothing on it can be reached: no engine answers, or its container does not run; undefined: neither is so. */
  whyUnreachable(): Promise<string | undefined>
  /** Leaves it in place for later runs. */
  keep(): Promise<void>
  /** Deletes it; no error when it is gone. If Docker fails to, a message says so, and the next run deletes it. */
  down(): Promise<void>
}

/** Prepares what is missing, removes what dead runs left, and creates a cluster of its own for the caller. */
export async function up(options: PrepareOptions = {}): Promise<Cluster> {
  const signal = options.signal ?? new AbortController().signal
  const toolchain = await prepare(options)
  const owner = await makeOwner()
  await removeOrphans()
  const name = `proving-ground-${randomBytes(4).toString('hex')}`
  const { kind, tools, charts, otherIstio, versions } = toolchain
  const createdAt = new Date().toISOString()
  const state: ClusterState = { name, kept: false, createdAt, tools, charts, otherIstio, kind, versions }
  const lock = await createState(state)
  try {
    await createCluster(name, stateDirectory(name), owner, toolchain, signal)
    return handle(state, owner, lock)
  } catch (error) {
    await end(name, owner, lock)
    throw error
  }
}

/**
 * A cluster that an earlier run kept; the newest that no run is using when none is named.
 * @throws PreconditionError when there is none, or it cannot be used, with what to do
 */
export async function attach(name?: string, signal: AbortSignal = new AbortController().signal): Promise<Cluster> {
  const chosen = chooseKept(await listClusters(), name)
  const owner = await makeOwner()
  const lock = await takeOwnership(chosen)
  try {
    // It was free when the clusters were listed, and may have been deleted since. From here on the lock prevents that.
    const state = await readState(chosen)
    if (state === 'none') await removeState(chosen)
    if (typeof state === 'string' || !state.kept)
      throw new PreconditionError(`${chosen} was deleted by another run just now`)
    await waitUntilReady(join(stateDirectory(chosen), 'kubeconfig'), signal, () =>
      console.log(`waiting until ${chosen} is ready`),
    ).catch((error: unknown) => {
      signal.throwIfAborted()
      throw new PreconditionError(
        `${chosen} cannot be used: ${messageOf(error)}\n  npm run cluster down ${chosen} removes it`,
      )
    })
    return handle(state, owner, lock)
  } catch (error) {
    lock.release()
    throw error
  }
}

function handle(state: ClusterState, owner: Owner, lock: Lock): Cluster {
  return {
    name: state.name,
    kubeconfig: join(stateDirectory(state.name), 'kubeconfig'),
    tools: state.tools,
    charts: state.charts,
    otherIstio: Object.fromEntries(
      Object.entries(state.otherIstio ?? {}).map(([minor, { tools, charts }]) => [minor, { tools, charts }]),
    ),
    versions: state.versions,
    whyUnreachable: () => whyUnreachable(state.name),
    keep: async () => {
      await writeState({ ...state, kept: true })
      lock.release()
    },
    down: () => end(state.name, owner, lock),
  }
}

/** Removes the caller's own cluster. It throws nothing: the caller has its own error to tell, or its result. */
async function end(name: string, owner: Owner, lock: Lock): Promise<void> {
  try {
    await removeNode(owner, name)
    await removeState(name)
  } catch (error) {
    console.error(`the cluster ${name} could not be deleted: ${messageOf(error)}`)
    console.error('  The next run removes it once Docker answers; npm run cluster prune does too.')
  } finally {
    lock.release()
  }
}
