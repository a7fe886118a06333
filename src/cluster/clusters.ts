import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { CannotRun } from '../cannot-run.ts'
import { createCluster, deleteCluster } from './kind.ts'
import type { Lock } from './lock.ts'
import { prepare, type PrepareOptions } from './prepare.ts'
import {
  alone,
  endState,
  forgetState,
  listClusters,
  newState,
  ownState,
  stateDirectory,
  writeState,
  type ClusterInfo,
  type ClusterState,
} from './state.ts'
import type { Versions } from './supplier.ts'

/** A cluster that a run may use. */
export interface Cluster {
  name: string
  /** A file in a directory that only this user reads. */
  kubeconfig: string
  /** Directory of exactly the pinned kubectl, istioctl and, where needed, helm. */
  tools: string
  /** A Helm repository with Istio's charts, as a directory; only when helm is needed. */
  charts: string | undefined
  versions: Versions
  /** Leaves it in place for later runs. */
  keep(): Promise<void>
  /** Deletes it; no error when it is gone. */
  down(): Promise<void>
}

/** Prepares what is missing, removes what dead runs left, and creates a cluster of its own for the caller. */
export async function up(options: PrepareOptions = {}): Promise<Cluster> {
  const signal = options.signal ?? new AbortController().signal
  const supply = await prepare(options)
  await removeOrphans(signal)
  const name = `proving-ground-${randomBytes(4).toString('hex')}`
  const { kind, tools, charts, versions } = supply
  const state: ClusterState = { name, kept: false, createdAt: new Date().toISOString(), tools, charts, kind, versions }
  const { directory, lock } = await newState(state, signal)
  try {
    const kubeconfig = await createCluster(name, directory, supply, signal)
    return handle(state, directory, kubeconfig, lock)
  } catch (error) {
    await end(state.name, directory, lock)
    throw error
  }
}

/** A cluster that an earlier run kept; the newest when none is named. @throws CannotRun when there is none */
export async function attach(name?: string): Promise<Cluster> {
  const kept = (await listClusters()).filter((c) => c.use === 'kept' && c.state && c.directory)
  const wanted = name === undefined ? kept : kept.filter((c) => c.name === name)
  const newest = wanted.sort((a, b) => b.state!.createdAt.localeCompare(a.state!.createdAt))[0]
  if (!newest) {
    const which = name === undefined ? 'no kept cluster' : `no kept cluster ${name}`
    throw new CannotRun(`${which}: run the runbook once with --keep first; npm run cluster status lists what there is`)
  }
  const directory = newest.directory!
  const lock = await ownState(newest.name, directory)
  return handle(newest.state!, directory, join(directory, 'kubeconfig'), lock)
}

/** Removes clusters whose runs are dead, and says so. */
export async function removeOrphans(signal: AbortSignal = new AbortController().signal): Promise<ClusterInfo[]> {
  return alone(signal, async () => {
    const orphans = (await listClusters()).filter((c) => c.use === 'orphan')
    for (const orphan of orphans) {
      await remove(orphan.name, orphan.directory)
      console.log(`removed the cluster ${orphan.name}: the run that made it ended without cleaning up`)
    }
    return orphans
  })
}

/** Deletes a cluster that was kept. @throws CannotRun when there is none of that name or a run is using it */
export async function down(name: string): Promise<void> {
  const found = (await listClusters()).find((c) => c.name === name)
  if (!found) throw new CannotRun(`there is no cluster ${name}: npm run cluster status lists them`)
  if (found.use === 'owned') throw new CannotRun(`a run is using ${name}: stop that run, it deletes its cluster itself`)
  await remove(name, found.directory)
}

function handle(state: ClusterState, directory: string, kubeconfig: string, lock: Lock): Cluster {
  return {
    name: state.name,
    kubeconfig,
    tools: state.tools,
    charts: state.charts,
    versions: state.versions,
    keep: async () => {
      await writeState(directory, { ...state, kept: true })
      lock.release()
    },
    down: () => end(state.name, directory, lock),
  }
}

/** Removes the caller's own cluster. */
async function end(name: string, directory: string, lock: Lock): Promise<void> {
  await deleteCluster(name)
  await endState(directory, lock)
}

/** Removes a cluster that nobody owns. */
async function remove(name: string, directory: string | undefined): Promise<void> {
  await deleteCluster(name)
  await forgetState(directory ?? stateDirectory(name))
}
