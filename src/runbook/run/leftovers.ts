import { setTimeout as wait } from 'node:timers/promises'
import type { Evidence } from '../../evidence/index.ts'
import {
  compareSnapshots,
  describeDifference,
  takeSnapshot,
  type Connection,
  type Snapshot,
} from '../../kubernetes/index.ts'
import type { AllowedLeftover } from '../plan/script.ts'

/** Milliseconds in which a cluster must come to rest. */
const SETTLE_TIMEOUT = 90_000

/** A snapshot of the cluster once two in a row are equal: objects of the last step may still be on their way. */
export async function settledSnapshot(connection: Connection, signal: AbortSignal): Promise<Snapshot> {
  const deadline = performance.now() + SETTLE_TIMEOUT
  const take = () => patiently(() => takeSnapshot(connection), deadline, signal)
  let last = await take()
  for (;;) {
    await wait(500, undefined, { signal })
    const next = await take()
    const moving = compareSnapshots(last, next)
    if (moving.length === 0) return next
    if (performance.now() > deadline)
      throw new Error(`the cluster does not come to rest: ${moving.slice(0, 5).map(describeDifference).join(', ')}`)
    last = next
  }
}

/**
 * Waits until the cluster equals its snapshot but for what the script says remains. Differences left at the deadline
 * are in the result; so are remainders that did not remain, but for those that this course of the run explains.
 */
export async function leftovers(
  connection: Connection,
  before: Snapshot,
  allowed: readonly AllowedLeftover[],
  signal: AbortSignal,
  scope: RunScope = 'full',
): Promise<Evidence['leftovers']> {
  const deadline = performance.now() + SETTLE_TIMEOUT
  for (;;) {
    const after = await patiently(() => takeSnapshot(connection), deadline, signal)
    const result = compareLeftovers(before, after, allowed, scope)
    if (result.differences.length === 0 || performance.now() > deadline || signal.aborted) return result
    await wait(500)
  }
}

/**
 * How a run went, as far as it bears on what may remain. `whole`: on a fresh start state. `again`: on a cluster where the
 * runbook has run before, so what remained then may be there already. `ended early`: it may not have come to all steps.
 */
export type RunScope = 'full' | 'rerun' | 'partial'

/**
 * Tries until the deadline, and once at least: a connection that the API server closes under load says nothing of the cluster.
 * @throws what the last try threw
 */
export async function patiently<T>(take: () => Promise<T>, deadline: number, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await take()
    } catch (error) {
      if (signal.aborted || performance.now() > deadline) throw error
      await wait(500, undefined, { signal })
    }
  }
}

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
    .filter((r) => !used.has(r) && scope !== 'partial' && !(scope === 'rerun' && isThere(r, before)))
    .map((r) => `allowed leftover ${r.object} did not occur; take its allowLeftover(…) out of the script`)
  return {
    compared: new Set([...before.keys(), ...after.keys()]).size,
    differences: [...differences.map(describeDifference), ...unused],
    allowed: [...used].map(({ object, reason }) => ({ object, reason })),
  }
}

function isThere({ object }: AllowedLeftover, snapshot: Snapshot): boolean {
  return [...snapshot.keys()].some((name) => matches(object, name))
}

/** `*` stands for the part of a name that Kubernetes makes up. */
function matches(pattern: string, name: string): boolean {
  const source = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\/]/g, '\\$&'))
  return new RegExp(`^${source.join('[a-z0-9-]+')}$`).test(name)
}
