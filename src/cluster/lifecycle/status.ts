import { PreconditionError } from '../../shared/precondition-error.ts'
import { engineFault } from '../machine/docker.ts'
import type { ClusterInfo } from './list.ts'
import { listNodes } from './nodes.ts'
import { currentUid } from './owner.ts'

/** The output of `cluster status`: a line for each cluster (name, use, creation time, notes), and removal of foreign ones. */
export function statusLines(clusters: readonly ClusterInfo[]): string[] {
  if (clusters.length === 0) return ['no clusters']
  const foreign = clusters.filter(({ use }) => use === 'foreign')
  return [
    ...clusters.map((cluster) => [cluster.name, cluster.use, ...notes(cluster)].join('  ')),
    ...(foreign.length === 0 ? [] : ['', FOREIGN, ...foreign.map((cluster) => `  ${removeByHand(cluster)}`)]),
  ]
}

const FOREIGN = 'No command here touches a foreign cluster. To remove one that you know to be yours and unused:'

function notes(cluster: ClusterInfo): string[] {
  const { name, use, directory, state, node } = cluster
  if (use === 'foreign') return [`made ${madeBy(cluster)}`]
  const since = state?.createdAt ?? ''
  if (use !== 'kept') return since ? [since] : []
  if (node === undefined) return [since, `its container is gone: npm run cluster down ${name}`]
  if (state === undefined) return [`${directory}/cluster.json cannot be understood: npm run cluster down ${name}`]
  return node.status === 'running' ? [since] : [since, `its container is not running: ${howToStart(cluster)}`]
}

/** Who made a foreign cluster, as far as its node tells. */
function madeBy({ node }: ClusterInfo): string {
  if (!node || node.owner === 'earlier') return 'by an earlier version of this project'
  return node.owner.uid === currentUid() ? 'with another cache' : `by another user (uid ${node.owner.uid})`
}

/** Why no command touches a foreign cluster, and how to remove it by hand. */
export function whyForeign(cluster: ClusterInfo): string {
  return (
    `${cluster.name} was made ${madeBy(cluster)}, so whether a run is using it cannot be seen from here, and it is left alone.\n` +
    `  Where you know that it is yours and unused: ${removeByHand(cluster)}`
  )
}

/** The command that removes a cluster whoever owns it. */
function removeByHand({ name, node }: ClusterInfo): string {
  return `docker rm -f -v ${node?.container ?? `${name}-control-plane`}`
}

/**
 * The name of the kept cluster to go on with; the newest that can be used when none is named.
 * @throws PreconditionError when there is none, or it cannot be used, with what to do
 */
export function chooseKept(clusters: readonly ClusterInfo[], name: string | undefined): string {
  const wanted = name === undefined ? clusters.filter(wasKept) : clusters.filter((cluster) => cluster.name === name)
  const newestFirst = [...wanted].sort((a, b) => (b.state?.createdAt ?? '').localeCompare(a.state?.createdAt ?? ''))
  const usable = newestFirst.find((cluster) => fault(cluster) === undefined)
  if (usable) return usable.name
  const reason = newestFirst[0] && fault(newestFirst[0])
  if (reason !== undefined) throw new PreconditionError(reason)
  const which = name === undefined ? 'no kept cluster' : `no cluster ${name}`
  throw new PreconditionError(
    `there is ${which}: run the runbook once with --keep first; npm run cluster status lists what there is`,
  )
}

function wasKept({ use, state }: ClusterInfo): boolean {
  return use === 'kept' || (use === 'owned' && state?.kept === true)
}

/** Why a cluster cannot be used, and what to do. */
function fault(cluster: ClusterInfo): string | undefined {
  const { name, use, state, node } = cluster
  if (use === 'foreign') return whyForeign(cluster)
  if (use === 'owned')
    return `another run is using ${name}: wait until it ends, or name another one with --cluster; npm run cluster status lists them`
  if (use === 'orphan')
    return `${name} was not kept: the run that made it ended without cleaning up. npm run cluster prune removes it`
  if (state === undefined)
    return `what was written down about ${name} cannot be read: npm run cluster down ${name}, then run the runbook with --keep`
  if (node === undefined)
    return `the container of ${name} is gone: npm run cluster down ${name}, then run the runbook with --keep`
  return node.status === 'running'
    ? undefined
    : `the container of ${name} is not running: ${howToStart(cluster)}, then run this again`
}

/** The command that gets a cluster's container running again; empty when it is running, or gone. */
function howToStart({ node }: Pick<ClusterInfo, 'node'>): string {
  if (node === undefined || node.status === 'running') return ''
  return `docker ${node.status === 'paused' ? 'unpause' : 'start'} ${node.container}`
}

/**
 * Why nothing on a cluster can be reached, and what to do: no Docker engine answers, or the cluster's container does not run.
 * Undefined when neither is so. It throws nothing: the caller has a failure to tell already.
 */
export async function whyUnreachable(name: string): Promise<string | undefined> {
  const fault = await engineFault()
  if (fault !== undefined)
    return `Docker does not answer: ${fault}; npm run cluster prepare starts it, or says what to do`
  const nodes = await listNodes().catch(() => undefined)
  if (nodes === undefined) return undefined
  const node = nodes.find(({ cluster }) => cluster === name)
  if (node === undefined) return `the container of ${name} is gone`
  if (node.status === 'running') return undefined
  return `the container of ${name} is not running (${node.status}): ${howToStart({ node })} starts it`
}
