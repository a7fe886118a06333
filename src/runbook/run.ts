import { randomBytes } from 'node:crypto'
import { Cluster, diagnose } from '../kubernetes/index.ts'
import { addChartRepository } from './chart-repository.ts'
import { commandEnvironment, makeDirectories, removeDirectories } from './environment.ts'
import { needsOf, type Plan } from './plan.ts'
import type { Reporter } from './reporter.ts'
import { RunConnection } from './run-connection.ts'
import { RunInProgress } from './run-in-progress.ts'
import type { RunResult, Selection, Target } from './run-result.ts'
import type { StepEnvironment } from './run-step.ts'
import { Shell } from './shell.ts'

/** Runs a plan on a cluster: start state, snapshot, each step with its checks, clean-up, comparison. */
export async function run(
  plan: Plan,
  target: Target,
  selection: Selection,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<RunResult> {
  const directories = await makeDirectories()
  const connection = new RunConnection(target.kubeconfig)
  const repository = needsOf(plan).includes('helm')
    ? await addChartRepository(target.charts, directories.helm)
    : undefined
  const shell = await Shell.start(
    randomBytes(8).toString('hex'),
    directories.steps,
    directories.work,
    commandEnvironment(directories, target.tools, target.kubeconfig),
  )
  const places = new Map([
    [directories.top, '<run>'],
    [target.kubeconfig, '<kubeconfig>'],
    [target.tools, '<tools>'],
    ...(repository ? [[repository.url, '<charts>'] as const] : []),
  ])
  const cluster = new Cluster(connection)
  const environment: StepEnvironment = {
    shell,
    work: directories.work,
    cluster,
    vars: plan.values,
    versions: target.versions,
    leaveOut: selection.leaveOut,
    baselines: new Map(),
    places,
    reporter,
    signal,
  }
  const runner = new RunInProgress(plan, selection, environment, connection)
  try {
    await runner.go()
  } catch (error) {
    runner.fail(
      signal.aborted
        ? 'the run was interrupted'
        : `the run broke off: ${error instanceof Error ? error.message : String(error)}`,
    )
  } finally {
    await runner.traffic.abandon()
    if (runner.result.failure && !signal.aborted) {
      runner.result.failure.diagnosis = await diagnose(connection).catch((error: Error) => [
        `no diagnosis: ${error.message}`,
      ])
    }
    if (runner.result.failure && target.stays && !selection.guide && !signal.aborted)
      await runner.undo().catch((e: Error) => reporter.line(`undo: ${e.message}`))
    // First, or a watch that is stopped would take that for a fault of the server and begin anew.
    connection.close()
    await environment.changes?.stop()
    reporter.end()
    await shell.close()
    repository?.close()
    await removeDirectories(directories)
  }
  return runner.result
}
