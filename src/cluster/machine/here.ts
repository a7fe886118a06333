import { statfs } from 'node:fs/promises'
import { homedir, release, totalmem } from 'node:os'
import { PROJECT } from '../../shared/root.ts'
import { cacheRoot } from '../cache/cache.ts'
import type { Engine } from './engine-info.ts'

/** The machine on which the Docker client runs. */
export interface Here {
  platform: NodeJS.Platform
  /** Of the running kernel, as `uname -r` prints it. */
  kernel: string
  /** Bytes. */
  memory: number
  home: string
  /** Directories that the cluster's node mounts: the state of the cluster, and files of this project. */
  mounted: readonly string[]
}

/** This machine. */
export function here(): Here {
  return {
    platform: process.platform,
    kernel: release(),
    memory: totalmem(),
    home: homedir(),
    mounted: [cacheRoot(), PROJECT],
  }
}

/** Bytes that are free on the engine's disk, and where; undefined when the disk cannot be seen from here. */
export async function engineDisk(
  engine: Engine | undefined,
  machine: Here,
): Promise<{ free: number; directory: string } | undefined> {
  if (engine === undefined || !sharesKernel(engine, machine) || engine.product === 'desktop') return undefined
  const directory = engine.info.DockerRootDir
  // A client in a container with the socket of its host does not see that directory.
  const found = directory === '' ? undefined : await statfs(directory).catch(() => undefined)
  return found === undefined ? undefined : { free: found.bavail * found.bsize, directory }
}

/** Whether the engine's containers run on the kernel of this machine. */
export function sharesKernel({ info }: Engine, machine: Here): boolean {
  return machine.platform === 'linux' && info.KernelVersion === machine.kernel
}
