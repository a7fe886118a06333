import { checkCacheWritable } from '../cache/cache.ts'
import { chooseProvider } from '../choose-provider.ts'
import type { ReadyToolchain } from '../provider.ts'
import { PreconditionError } from '../../shared/precondition-error.ts'
import { isBuilt } from './artifact.ts'
import { buildAll } from './build-all.ts'
import type { PrepareOptions } from './prepare.ts'
import { BuildProgress } from './progress.ts'

/**
 * Gets the tools for a cluster that is there already: no node image, and so neither Docker nor Debian packages.
 * @returns of the image and its versions only what was pinned, not what is there
 * @throws PreconditionError with what is wrong and what to do
 */
export async function prepareTools(options: PrepareOptions = {}): Promise<ReadyToolchain> {
  const { needs = [], install = true, signal = new AbortController().signal } = options
  const { provider, reason } = await chooseProvider(options.toolchain)
  const plan = provider.plan(needs, 'existing cluster')
  const building = plan.artifacts.some((artifact) => !isBuilt(artifact))
  await checkCacheWritable()
  const faults = await provider.faults(needs, building, 'existing cluster')
  if (faults.length > 0)
    throw new PreconditionError(`this machine lacks tools:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
  if (!install) plan.downloads?.refuse()
  const progress = new BuildProgress(plan.artifacts)
  if (reason !== undefined) progress.line(reason)
  const announced = await plan.downloads?.announce(signal)
  if (announced !== undefined) progress.line(announced)
  progress.start()
  try {
    const there = Promise.resolve()
    const results = await Promise.allSettled(
      buildAll(plan.artifacts, { packages: there, engine: there }, progress, signal),
    )
    signal.throwIfAborted()
    for (const result of results) if (result.status === 'rejected') throw result.reason
    return plan.ready()
  } finally {
    progress.stop()
  }
}
