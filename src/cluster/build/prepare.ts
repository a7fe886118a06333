import { buildAll } from './build-all.ts'
import { chooseSupplier } from '../choose-provider.ts'
import { ensureEngine, installPackages, planMachine } from '../machine/machine.ts'
import { isBuilt } from './artifact.ts'
import { preflight } from '../machine/preflight.ts'
import { SupplyProgress } from './progress.ts'
import type { Need, Supplier, Supply } from '../provider.ts'

/** What `prepare` and `up` may be told. */
export interface PrepareOptions {
  needs?: readonly Need[]
  /** False: nothing is installed or started on this machine. */
  install?: boolean
  supplier?: Supplier['name']
  signal?: AbortSignal
}

/**
 * Gets every tool and image that a run needs: what is missing is built, what can be is done side by side.
 * @throws PreconditionError with what is wrong and what to do
 */
export async function prepare(options: PrepareOptions = {}): Promise<Supply> {
  const { needs = [], install = true, signal = new AbortController().signal } = options
  const supplier = await chooseSupplier(options.supplier)
  const plan = supplier.plan(needs)
  const building = plan.parts.some((part) => !isBuilt(part))
  await preflight(building, supplier.faults(needs, building))
  const machine = await planMachine({ builders: building ? supplier.builders : [], install, signal })
  const progress = new SupplyProgress(plan.parts)
  const tell = (line: string) => progress.line(line)
  progress.start()
  const failed = new AbortController()
  const stop = AbortSignal.any([signal, failed.signal])
  try {
    // Compilers run while packages are installed and the engine starts; what needs those waits for them.
    const packages = installPackages(machine, tell, stop)
    const engine = packages.then(() => ensureEngine(machine, tell, stop))
    const tasks = [packages, engine, ...buildAll(plan.parts, { packages, engine }, progress, stop)]
    // Whatever fails first stops the rest; nothing is left running when this returns.
    await Promise.allSettled(tasks.map((task) => task.catch((error: unknown) => failed.abort(error))))
    signal.throwIfAborted()
    failed.signal.throwIfAborted()
    return plan.supply()
  } finally {
    progress.stop()
  }
}
