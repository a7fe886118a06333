import { setTimeout as wait } from 'node:timers/promises'
import type { Evidence } from '../../evidence/index.ts'
import type { Connection } from '../../kubernetes-api/index.ts'
import { compareSnapshots, describeDifference, takeSnapshot, type Snapshot } from '../../kubernetes/index.ts'
import { pollUntil, retryUntil } from '../../shared/poll.ts'
import type { AllowedLeftover } from '../plan/script.ts'

/** Milliseconds in which a cluster must stabilize. */
export const SETTLE_TIMEOUT = 90_000

/** Milliseconds between two snapshots. */
export const INTERVAL = 500

/** A snapshot of the cluster once two in a row are equal: objects of the last step may still be on their way. */
export async function settledSnapshot(connection: Connection, signal: AbortSignal): Promise<Snapshot> {
  const deadline = performance.now() + SETTLE_TIMEOUT
  let last = await answeredSnapshot(connection, deadline, signal)
  const compareWithNext = async () => {
    await wait(INTERVAL, undefined, { signal })
    const next = await answeredSnapshot(connection, deadline, signal)
    const differences = compareSnapshots(last, next)
    last = next
    return differences
  }
  const until = (differences: unknown[]) => differences.length === 0
  const differences = await pollUntil(compareWithNext, { until, deadline, interval: 0 })
  if (differences.length === 0) return last
  const changing = differences.slice(0, 5).map(describeDifference).join(', ')
  throw new Error(`the cluster did not stabilize within ${SETTLE_TIMEOUT / 1000} s: ${changing}`)
}

/** A snapshot, tried again while the API server closes connections, which it does under load. @throws as the last try */
function answeredSnapshot(connection: Connection, deadline: number, signal: AbortSignal): Promise<Snapshot> {
  return retryUntil(() => takeSnapshot(connection), { deadline, interval: INTERVAL, signal })
}

/**
 * After a run of all steps, waits until the cluster equals its snapshot except for the leftovers that the script allows. Differences
 * left at the deadline are in the result; so are allowed leftovers that did not occur.
 */
export async function leftovers(
  connection: Connection,
  before: Snapshot,
  allowed: readonly AllowedLeftover[],
  signal: AbortSignal,
): Promise<Evidence['leftovers']> {
  const deadline = performance.now() + SETTLE_TIMEOUT
  const compare = async () =>
    compareLeftovers(before, await answeredSnapshot(connection, deadline, signal), allowed, 'full')
  const until = ({ differences }: Evidence['leftovers']) => differences.length === 0 || signal.aborted
  return pollUntil(compare, { until, deadline, interval: INTERVAL })
}

/**
 * How much ran, as far as that affects what may be left. `full`: all steps, from the start state. `partial`: not all steps may
 * have run.
 */
type RunScope = 'full' | 'partial'

/** What differs between two snapshots, and which of it is meant to. */
export function compareLeftovers(
  before: Snapshot,
  after: Snapshot,
  allowed: readonly AllowedLeftover[],
  scope: RunScope,
): Evidence['leftovers'] {
  const all = compareSnapshots(before, after)
  const used = new Set<AllowedLeftover>()
  const differences = all.filter((difference) => {
    const exception = allowed.find((r) => matches(r.object, difference.object))
    if (exception) used.add(exception)
    return !exception
  })
  const unused = allowed
    .filter((r) => !used.has(r) && scope !== 'partial')
    .map((r) => `allowed leftover ${r.object} did not occur; remove its allowLeftover(…) from the script`)
  return {
    compared: new Set([...before.keys(), ...after.keys()]).size,
    differences: [...differences.map(describeDifference), ...unused],
    allowed: [...used].map(({ object, reason }) => ({ object, reason })),
  }
}

/** `*` stands for the part of a name that Kubernetes makes up. */
export function matches(pattern: string, name: string): boolean {
  const source = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\/]/g, '\\$&'))
  return new RegExp(`^${source.join('[a-z0-9-]+')}$`).test(name)
}
