import { Connection } from '../../kubernetes-api/index.ts'
import { Cluster, diagnose } from '../../kubernetes/index.ts'
import { needsOf, versionsOf, type Plan } from '../plan/plan.ts'
import type { Reporter } from '../report/reporter.ts'
import { commandEnvironment } from '../shell/environment.ts'
import { Shell } from '../shell/shell.ts'
import { addChartRepository } from './chart-repository.ts'
import { CleanUp } from './clean-up.ts'
import { makeDirectories, removeDirectories } from './directories.ts'
import type { Failure, RunResult, Selection, Target } from './result.ts'
import { RunInProgress, type UseIstio } from './run-in-progress.ts'
import { RunOnOwnCluster } from './run-on-own-cluster.ts'
import type { StepEnvironment } from './run-step.ts'
import { messageOf } from '../../shared/thrown.ts'

/** Runs a plan on a cluster: start state, snapshot, each step with its checks, clean-up, comparison. */
export async function run(
  plan: Plan,
  target: Target,
  selection: Selection,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<RunResult> {
  const cleanUp = new CleanUp((line) => reporter.line(line))
  try {
    const { environment, connection, useIstio } = await open(plan, target, selection, reporter, signal, cleanUp)
    const { ownCluster: own } = selection
    const runner = own
      ? new RunOnOwnCluster(plan, own, environment, connection)
      : new RunInProgress(plan, selection, environment, connection, useIstio)
    runner.result.processesSeenBy = environment.shell.processesSeenBy
    cleanUp.add('traffic', () => runner.traffic.abandon())
    await goThrough(runner, signal)
    await runner.traffic.abandon()
    const { failure } = runner.result
    // Of somebody's cluster only what was asked for is looked at.
    if (failure && !signal.aborted && own?.use !== 'read') await explain(failure, connection, target)
    if (failure && target.kept && failure.unreachable === undefined && !selection.promptTask && !signal.aborted)
      await runner.undo().catch((error: unknown) => reporter.line(`undo: ${messageOf(error)}`))
    return runner.result
  } finally {
    await cleanUp.all()
  }
}

/** Adds the pods and warnings that help to find the cause. */
async function explain(failure: Failure, connection: RunConnection, target: Target): Promise<void> {
  try {
    failure.diagnosis = await diagnose(connection)
  } catch (error) {
    failure.unreachable = await target.whyUnreachable?.()
    failure.diagnosis = [failure.unreachable ?? `no diagnosis: ${messageOf(error)}`]
  }
}

async function goThrough(runner: RunInProgress | RunOnOwnCluster, signal: AbortSignal): Promise<void> {
  try {
    await runner.go()
  } catch (error) {
    runner.fail(signal.aborted ? 'the run was interrupted' : `run aborted: ${messageOf(error)}`)
  }
}

/** Opens everything that a run needs. Whatever was opened is in the clean-up, also when a later step fails. */
async function open(
  plan: Plan,
  target: Target,
  { leaveOut, ownCluster }: Selection,
  reporter: Reporter,
  signal: AbortSignal,
  cleanUp: CleanUp,
): Promise<{ environment: StepEnvironment; connection: RunConnection; useIstio: UseIstio }> {
  const directories = await makeDirectories(target.work)
  cleanUp.add(directories.top, () => removeDirectories(directories))
  const repository = needsOf(plan).includes('helm')
    ? await addChartRepository(target.charts, directories.helm)
    : undefined
  cleanUp.add('the chart repository', () => repository?.close())
  const commands = commandEnvironment(directories, target.tools, target.kubeconfig)
  const shell = await Shell.start(directories.id, directories.steps, directories.work, commands)
  cleanUp.add('the shell', () => shell.close())
  const connection = new RunConnection(target.kubeconfig)
  const environment: StepEnvironment = {
    shell,
    work: directories.work,
    cluster: new Cluster(connection),
    vars: plan.values,
    versions: versionsOf(plan, target.versions),
    leaveOut,
    example: ownCluster?.example,
    baselines: new Map(),
    placeholders: new Map([
      ...(target.work === undefined ? [] : [[target.work, '<run>/work'] as const]),
      [directories.top, '<run>'],
      [target.kubeconfig, '<kubeconfig>'],
      [target.tools, '<tools>'],
      ...Object.entries(target.otherIstio).map(([minor, other]) => [other.tools, `<tools of Istio ${minor}>`] as const),
      ...(repository ? [[repository.url, '<charts>'] as const] : []),
    ]),
    reporter,
    signal,
  }
  cleanUp.add('the connection to the cluster', async () => {
    // Close the connection first; otherwise a stopped watch reconnects.
    connection.close()
    await environment.changes?.stop()
  })
  cleanUp.add('the clock', () => reporter.end())
  const useIstio: UseIstio = async (minor) => {
    if (Object.keys(target.otherIstio).length === 0) return
    const other = minor === undefined ? undefined : target.otherIstio[minor]!
    repository?.serve(other?.charts ?? target.charts)
    const { exit } = await shell.run(searchPathBlock(other?.tools, target), {
      deadlineMs: 10_000,
      signal,
      onText: () => undefined,
    })
    if (exit !== 0)
      throw new Error(`bash refused the search path of Istio ${minor ?? versionsOf(plan, target.versions).istio}`)
  }
  return { environment, connection, useIstio }
}

/** Puts the tools of one version of Istio first, or takes those of all others away: `istioctl` is of that version then. */
function searchPathBlock(first: string | undefined, { otherIstio }: Target): string {
  const others = Object.values(otherIstio).map(({ tools }) => `PATH=\${PATH//'${tools}:'/}`)
  return [...others, ...(first === undefined ? [] : [`PATH='${first}':$PATH`])].join('\n')
}

/** A connection for one run: once closed it sends no more requests, so that polling which is still going on ends. */
class RunConnection extends Connection {
  #closed = false

  override async get<T>(path: string): Promise<T> {
    const answer = this.#closed ? undefined : await super.get<T>(path)
    if (this.#closed) throw new Error('the run is over')
    return answer as T
  }

  override close(): void {
    this.#closed = true
    super.close()
  }
}
