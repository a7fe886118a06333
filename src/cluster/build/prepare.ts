import { buildAll } from './build-all.ts'
import { chooseProvider } from '../choose-provider.ts'
import { ensureEngine, installPackages, planMachine } from '../machine/machine.ts'
import { isBuilt } from './artifact.ts'
import { preflight } from '../machine/preflight.ts'
import { BuildProgress } from './progress.ts'
import type { Need, ToolchainProvider, ReadyToolchain } from '../provider.ts'

/** Options of `prepare` and `up`. */
export interface PrepareOptions {
  needs?: readonly Need[]
  /** False: nothing is downloaded, installed or started on this machine. */
  install?: boolean
  toolchain?: ToolchainProvider['name']
  signal?: AbortSignal
}

/**
 * Gets every tool and image that a run needs: what is missing is built, what can be is done side by side.
 * @throws PreconditionError with what is wrong and what to do
 */
export async function prepare(options: PrepareOptions = {}): Promise<ReadyToolchain> {
  const { needs = [], install = true, signal = new AbortController().signal } = options
  const { provider, reason } = await chooseProvider(options.toolchain)
  const plan = provider.plan(needs)
  const building = plan.artifacts.some((artifact) => !isBuilt(artifact))
  // What a published toolchain gets is small beside what compilers write.
  const notes = await preflight(building && provider.name === 'source', provider.faults(needs, building))
  if (!install) plan.downloads?.refuse()
  const machine = await planMachine({ builders: building ? provider.builders : [], install, signal })
  const progress = new BuildProgress(plan.artifacts)
  const tell = (line: string) => progress.line(line)
  if (reason !== undefined) tell(reason)
  // Its sizes are asked of hosts that may be slow: only once nothing else stands in the way.
  const announced = await plan.downloads?.announce(signal)
  if (announced !== undefined) tell(announced)
  progress.start()
  notes.forEach(tell)
  const failed = new AbortController()
  const stop = AbortSignal.any([signal, failed.signal])
  try {
    // Compilers run while packages are installed and the engine starts; what needs those waits for them.
    const packages = installPackages(machine, tell, stop)
    const engine = packages.then(() => ensureEngine(machine, tell, stop))
    const tasks = [packages, engine, ...buildAll(plan.artifacts, { packages, engine }, progress, stop)]
    // Whatever fails first stops the rest; nothing is left running when this returns.
    await Promise.allSettled(tasks.map((task) => task.catch((error: unknown) => failed.abort(error))))
    signal.throwIfAborted()
    failed.signal.throwIfAborted()
    return plan.ready()
  } finally {
    progress.stop()
  }
}
