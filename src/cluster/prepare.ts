import { rm } from 'node:fs/promises'
import { ensureEngine, engineAnswers } from './engine.ts'
import { buildPart, directoryOf, isBuilt, type Part } from './part.ts'
import { ensureBuilders, preflight } from './preflight.ts'
import { SupplyProgress } from './progress.ts'
import type { Need, Supplier, Supply, SupplyPlan } from './supplier.ts'
import { chooseSupplier } from './choose.ts'

/** What `prepare` and `up` may be told. */
export interface PrepareOptions {
  needs?: readonly Need[]
  /** False: nothing is installed on this machine. */
  install?: boolean
  supplier?: Supplier['name']
  signal?: AbortSignal
}

/** How many busy builds run side by side: each of them keeps two cores busy at times. */
const BUSY = 2

/**
 * Gets every tool and image that a run needs: what is missing is built, what can be is built side by side.
 * @throws CannotRun with what is wrong and what to do
 */
export async function prepare(options: PrepareOptions = {}): Promise<Supply> {
  const { needs = [], install = true, signal = new AbortController().signal } = options
  const plan = chooseSupplier(options.supplier).plan(needs)
  const missing = plan.parts.some((part) => !isBuilt(part))
  await preflight(missing)
  const progress = new SupplyProgress(plan.parts)
  progress.start()
  // The engine is installed while compilers run; only the image needs it.
  const engine = ensureEngine(install, (line) => progress.line(line), signal)
  // It may fail while something else is waited for; whoever awaits it below still sees the reason.
  engine.catch(() => undefined)
  try {
    // Both use apt, which does one thing at a time; and a refused engine should say so before a long build.
    if (!(await engineAnswers())) await engine
    if (missing) await ensureBuilders(install, (line) => progress.line(line), signal)
    await engine
    await forgetLostImage(plan)
    await buildAll(plan.parts, progress, signal)
    return plan.supply()
  } finally {
    progress.stop()
    await engine.catch(() => undefined)
  }
}

/** An image removed from the engine is built again from its parts. */
async function forgetLostImage({ image }: SupplyPlan): Promise<void> {
  if (isBuilt(image.part) && !(await image.isThere()))
    await rm(directoryOf(image.part), { recursive: true, force: true })
}

async function buildAll(parts: readonly Part[], progress: SupplyProgress, signal: AbortSignal): Promise<void> {
  const slots = new Slots(BUSY)
  const failed = new AbortController()
  const stop = AbortSignal.any([signal, failed.signal])
  const started = new Map<string, Promise<void>>()
  for (const part of parts) {
    started.set(
      directoryOf(part),
      (async () => {
        await Promise.all(part.uses.map((used) => started.get(directoryOf(used))))
        const leave = part.busy ? await slots.enter() : () => undefined
        try {
          stop.throwIfAborted()
          progress.begin(part)
          await buildPart(part, stop, () => progress.waiting(part))
          progress.end(part)
        } catch (error) {
          failed.abort(error)
          throw error
        } finally {
          leave()
        }
      })(),
    )
  }
  const results = await Promise.allSettled(started.values())
  signal.throwIfAborted()
  if (failed.signal.aborted) throw failed.signal.reason
  const rejected = results.find((result) => result.status === 'rejected')
  if (rejected) throw rejected.reason
}

/** Lets a number of tasks go on at once; the others wait in the order in which they came. */
class Slots {
  readonly #waiting: (() => void)[] = []
  #free: number

  constructor(count: number) {
    this.#free = count
  }

  async enter(): Promise<() => void> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    return () => {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }
}
