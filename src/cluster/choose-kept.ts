import { CannotRun } from '../shared/precondition-error.ts'
import { whyForeign } from './foreign.ts'
import type { ClusterInfo } from './list.ts'

/**
 * The name of the kept cluster to go on with; the newest that can be used when none is named.
 * @throws CannotRun when there is none, or it cannot be used, with what to do
 */
export function chooseKept(clusters: readonly ClusterInfo[], name: string | undefined): string {
  const wanted = name === undefined ? clusters.filter(wasKept) : clusters.filter((cluster) => cluster.name === name)
  const newestFirst = [...wanted].sort((a, b) => (b.state?.createdAt ?? '').localeCompare(a.state?.createdAt ?? ''))
  const usable = newestFirst.find((cluster) => fault(cluster) === undefined)
  if (usable) return usable.name
  const reason = newestFirst[0] && fault(newestFirst[0])
  if (reason !== undefined) throw new CannotRun(reason)
  const which = name === undefined ? 'no kept cluster' : `no cluster ${name}`
  throw new CannotRun(
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
export function howToStart({ node }: ClusterInfo): string {
  if (node === undefined || node.status === 'running') return ''
  return `docker ${node.status === 'paused' ? 'unpause' : 'start'} ${node.container}`
}
