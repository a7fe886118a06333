import type { ClusterInfo } from './list.ts'
import { currentUid } from './owner.ts'

/** Who made a foreign cluster, as far as its node tells. */
export function madeBy({ node }: ClusterInfo): string {
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

/** The command that removes a cluster without asking whose it is. */
export function removeByHand({ name, node }: ClusterInfo): string {
  return `docker rm -f -v ${node?.container ?? `${name}-control-plane`}`
}
