import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PreconditionError } from '../../shared/precondition-error.ts'
import { PROJECT } from '../../shared/root.ts'
import { engineFault } from '../machine/docker.ts'
import { ownerMount, type Owner } from './owner.ts'
import { cachePaths } from '../cache/cache.ts'
import { waitUntilReady } from './ready.ts'
import type { ReadyToolchain } from '../provider.ts'
import { tool } from '../build/tool.ts'
import { messageOf } from '../../shared/thrown.ts'

/** Where kind's output goes while it creates a cluster; it stays when that fails. */
function creationLog(name: string): string {
  return join(cachePaths.logs(), `${name}.log`)
}

/**
 * Creates the cluster and waits until it is ready, as its own API says.
 * @param directory where its kubeconfig goes
 * @returns the kubeconfig's path
 * @throws PreconditionError with kind's error, whether Docker still answers, and where the log is
 */
export async function createCluster(
  name: string,
  directory: string,
  owner: Owner,
  toolchain: ReadyToolchain,
  signal: AbortSignal,
): Promise<string> {
  const kubeconfig = join(directory, 'kubeconfig')
  const config = join(directory, 'kind.yaml')
  await writeFile(config, await kindConfig(toolchain, directory, owner))
  await mkdir(cachePaths.logs(), { recursive: true })
  const log = creationLog(name)
  try {
    // Without --wait: kind only warns when it runs out, and exits 0.
    await tool([toolchain.kind, 'create', 'cluster', '--name', name, '--config', config, '--kubeconfig', kubeconfig], {
      log,
      signal,
      env: { KIND_EXPERIMENTAL_PROVIDER: 'docker' },
    })
    await waitUntilReady(kubeconfig, signal)
  } catch (error) {
    signal.throwIfAborted()
    const said = kindErrors(await readFile(log, 'utf8').catch(() => '')) || messageOf(error)
    const engine = await engineFault()
    const gone = engine === undefined ? '' : `\n  Docker no longer answers: ${engine}`
    throw new PreconditionError(`creating the cluster failed: ${said}${gone}\n  log: ${log}`)
  } finally {
    if (signal.aborted) await rm(log, { force: true })
  }
  await rm(log, { force: true })
  return kubeconfig
}

/** kind's configuration for one cluster: the provider's template, filled in. */
async function kindConfig(toolchain: ReadyToolchain, directory: string, owner: Owner): Promise<string> {
  const template = await readFile(toolchain.kindConfig, 'utf8')
  const values: Record<string, string> = {
    image: toolchain.nodeImage,
    state: directory,
    owner: ownerMount(owner),
    patches: join(PROJECT, 'supply/node/files/proving-ground/patches'),
  }
  return template.replace(/\$\{(\w+)\}/g, (_, name: string) => JSON.stringify(values[name]))
}

/**
 * The lines of kind's output that say what went wrong: its own, Docker's and kubeadm's. Around them stand settings, help
 * and Go's stack, which only the log keeps. Empty when there are none.
 */
export function kindErrors(output: string): string {
  const lines = output.split('\n').map((line) => line.replaceAll(/\x1b\[[0-9;]*m/g, '').trim())
  const own = lines.find((line) => line.startsWith('ERROR: '))?.slice('ERROR: '.length)
  const docker = lines.map(
    (line) => /(?:^|Command Output: )((?:docker: |Error response from daemon: ).*)/.exec(line)?.[1],
  )
  const kubeadm = lines.findLast((line) => line.startsWith('error: '))
  // The command has thirty options, and the log has them all.
  const short = own?.replaceAll(/command "((?:\S+ ){2})[^"]*"/g, 'command "$1…"')
  return [short, docker.findLast((line) => line !== undefined), kubeadm]
    .filter((line) => line !== undefined)
    .join('\n  ')
}
