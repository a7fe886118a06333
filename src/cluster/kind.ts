import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { AppsV1Api, CoreV1Api, KubeConfig } from '@kubernetes/client-node'
import { $ } from 'zx'
import { CannotRun } from '../cannot-run.ts'
import { PROJECT } from '../root.ts'
import type { Supply } from './supplier.ts'
import { tool } from './tool.ts'

/** Milliseconds in which a new cluster must be ready. */
const READY_DEADLINE = 120_000

/** Creates the cluster and waits until it is ready, as its own API says. @returns the kubeconfig's path */
export async function createCluster(
  name: string,
  directory: string,
  supply: Supply,
  signal: AbortSignal,
): Promise<string> {
  const kubeconfig = join(directory, 'kubeconfig')
  const config = join(directory, 'kind.yaml')
  const log = join(directory, 'kind.log')
  const template = await readFile(supply.kindConfig, 'utf8')
  const patches = join(PROJECT, 'supply/node/files/proving-ground/patches')
  const values: Record<string, string> = { image: supply.nodeImage, state: directory, patches }
  await writeFile(
    config,
    template.replace(/\$\{(\w+)\}/g, (_, name: string) => JSON.stringify(values[name])),
  )
  try {
    // Without --wait: kind only warns when it runs out, and exits 0.
    await tool([supply.kind, 'create', 'cluster', '--name', name, '--config', config, '--kubeconfig', kubeconfig], {
      log,
      signal,
      env: { KIND_EXPERIMENTAL_PROVIDER: 'docker' },
    })
    await whenReady(kubeconfig, signal)
  } catch (error) {
    signal.throwIfAborted()
    throw new CannotRun(
      `creating the cluster failed: ${(error as Error).message}\n  npm run cluster status shows what is there`,
    )
  }
  return kubeconfig
}

/** Removes a cluster with its volumes: its one node is all it has. It is no error when there is none. */
export async function deleteCluster(name: string): Promise<void> {
  await $({ quiet: true, nothrow: true })`docker rm --force --volumes ${name}-control-plane`
}

/** The node is Ready, the default service account exists, and the cluster's DNS answers: then a workload can start. */
async function whenReady(kubeconfig: string, signal: AbortSignal): Promise<void> {
  const config = new KubeConfig()
  config.loadFromFile(kubeconfig)
  const deadline = performance.now() + READY_DEADLINE
  for (;;) {
    // A server that accepts and never answers must not hold us past the deadline.
    const silence = wait(5000, 'its API server does not answer', { signal, ref: false })
    const missing = await Promise.race([whatIsMissing(config).catch((error: Error) => error.message), silence])
    if (missing === undefined) return
    if (performance.now() > deadline)
      throw new Error(`the cluster was not ready within ${READY_DEADLINE / 1000} s: ${missing}`)
    await wait(200, undefined, { signal })
  }
}

async function whatIsMissing(config: KubeConfig): Promise<string | undefined> {
  const core = config.makeApiClient(CoreV1Api)
  const nodes = await core.listNode()
  const ready = nodes.items.filter((n) => n.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True'))
  if (nodes.items.length === 0 || ready.length < nodes.items.length) return 'the node is not Ready'
  const accounts = await core.listNamespacedServiceAccount({ namespace: 'default' })
  if (!accounts.items.some((a) => a.metadata?.name === 'default')) return 'there is no default service account'
  const dns = await config
    .makeApiClient(AppsV1Api)
    .readNamespacedDeployment({ name: 'coredns', namespace: 'kube-system' })
  return (dns.status?.availableReplicas ?? 0) > 0 ? undefined : 'CoreDNS is not available'
}
