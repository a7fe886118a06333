import { howToStart } from './choose-kept.ts'
import { madeBy, removeByHand } from './foreign.ts'
import type { ClusterInfo } from './list.ts'

/** What a person is told of the clusters: a line each (name, use, since when, what to know), and what foreign ones are. */
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
