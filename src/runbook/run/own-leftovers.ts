import type { Evidence } from '../../evidence/index.ts'
import { takeSnapshot, type Snapshot } from '../../kubernetes/index.ts'
import type { Connection } from '../../kubernetes-api/index.ts'
import { pollUntil } from '../../shared/poll.ts'
import type { AllowedLeftover } from '../plan/script.ts'
import { compareLeftovers, INTERVAL, matches, SETTLE_TIMEOUT } from './leftovers.ts'
import { isPlanned } from './own-cluster.ts'

/** What a run left on a cluster on which others are at work, too. */
export interface OwnLeftovers {
  /** Of the objects of the plan. */
  leftovers: Evidence['leftovers']
  /** Differences of all other objects. */
  elsewhere: string[]
}

/** Waits until the objects of the plan are as they were; differences left at the deadline are in the result. */
export async function ownLeftovers(
  connection: Connection,
  before: Snapshot,
  planned: ReadonlySet<string>,
  allowed: readonly AllowedLeftover[],
  signal: AbortSignal,
): Promise<OwnLeftovers> {
  const deadline = performance.now() + SETTLE_TIMEOUT
  const compare = async () => splitLeftovers(before, await takeSnapshot(connection), planned, allowed)
  const until = ({ leftovers }: OwnLeftovers) => leftovers.differences.length === 0 || signal.aborted
  return pollUntil(compare, { until, deadline, interval: INTERVAL })
}

/** What differs between two snapshots: of the plan, and of all that it does not name. */
export function splitLeftovers(
  before: Snapshot,
  after: Snapshot,
  planned: ReadonlySet<string>,
  allowed: readonly AllowedLeftover[],
): OwnLeftovers {
  const ours = (object: string) => isPlanned(object, planned) || allowed.some((one) => matches(one.object, object))
  const part = (snapshot: Snapshot, wanted: boolean): Snapshot =>
    new Map([...snapshot].filter(([object]) => ours(object) === wanted))
  const leftovers = compareLeftovers(part(before, true), part(after, true), allowed, 'partial')
  const elsewhere = compareLeftovers(part(before, false), part(after, false), [], 'partial').differences
  const compared = new Set([...before.keys(), ...after.keys()]).size
  return { leftovers: { ...leftovers, compared }, elsewhere }
}
