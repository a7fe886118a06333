import { setTimeout as wait } from 'node:timers/promises'
import type { Evidence } from '../evidence/index.ts'
import { compareSnapshots, takeSnapshot, type Connection, type Snapshot } from '../kubernetes/index.ts'
import type { Remainder } from './script.ts'

/** Milliseconds in which a cluster must come to rest. */
const DEADLINE = 90_000

/** A snapshot of the cluster once two in a row are equal: objects of the last step may still be on their way. */
export async function settledSnapshot(connection: Connection, signal: AbortSignal): Promise<Snapshot> {
  let last = await takeSnapshot(connection)
  const deadline = performance.now() + DEADLINE
  for (;;) {
    await wait(500, undefined, { signal })
    const next = await takeSnapshot(connection)
    const moving = compareSnapshots(last, next)
    if (moving.length === 0) return next
    if (performance.now() > deadline)
      throw new Error(`the cluster does not come to rest: ${moving.slice(0, 5).join(', ')}`)
    last = next
  }
}

/**
 * Waits until the cluster equals its snapshot but for what the script says remains. Differences left at the deadline
 * are in the result; so are remainders that did not remain, unless a run that ended early may not have come to them.
 */
export async function leftovers(
  connection: Connection,
  before: Snapshot,
  remains: readonly Remainder[],
  signal: AbortSignal,
  endedEarly = false,
): Promise<Evidence['leftovers']> {
  const deadline = performance.now() + DEADLINE
  for (;;) {
    const after = await takeSnapshot(connection)
    const result = judge(before, after, remains, endedEarly)
    if (result.differences.length === 0 || performance.now() > deadline || signal.aborted) return result
    await wait(500)
  }
}

function judge(
  before: Snapshot,
  after: Snapshot,
  remains: readonly Remainder[],
  endedEarly: boolean,
): Evidence['leftovers'] {
  const all = compareSnapshots(before, after)
  const used = new Set<Remainder>()
  const differences = all.filter((difference) => {
    const exception = remains.find((r) => matches(r.object, difference))
    if (exception) used.add(exception)
    return !exception
  })
  const unused = remains
    .filter((r) => !endedEarly && !used.has(r))
    .map((r) => `nothing of ${r.object} remained, though the script says so`)
  return {
    compared: new Set([...before.keys(), ...after.keys()]).size,
    differences: [...differences, ...unused],
    exceptions: [...used].map(({ object, reason }) => ({ object, reason })),
  }
}

/** `*` stands for the part of a name that Kubernetes makes up. */
function matches(pattern: string, difference: string): boolean {
  const name = difference.slice(difference.indexOf(' ') + 1)
  const source = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\/]/g, '\\$&'))
  return new RegExp(`^${source.join('[a-z0-9-]+')}$`).test(name)
}
