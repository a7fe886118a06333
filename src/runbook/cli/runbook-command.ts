import { dirname, join } from 'node:path'
import { attach, up, type Cluster } from '../../cluster/index.ts'
import { summary, type Evidence } from '../../evidence/index.ts'
import { makeEvidence } from '../report/evidence.ts'
import { describeFailure } from '../report/failure-message.ts'
import { needsOf, type Plan } from '../plan/plan.ts'
import { Reporter } from '../report/reporter.ts'
import { run } from '../run/run.ts'
import { checkWritable } from '../report/report-files.ts'
import { writeReports, type ReportFiles } from '../report/write-reports.ts'
import { removeDeadRuns } from '../run/directories.ts'
import type { Selection } from '../run/result.ts'

/** What a run from the command line may ask for. */
export interface RunOptions extends Selection, ReportFiles {
  keep: boolean
  /** False with `--no-install`: nothing is installed on this machine. */
  install: boolean
  toolchain: 'published' | 'source' | undefined
  /** The minor version of Kubernetes for the cluster; undefined: the default. */
  kubernetes: string | undefined
  /** With `from` and `only`: the kept cluster; the newest when not given. */
  cluster: string | undefined
}

/** Gets a cluster, runs the plan on it, prints and writes the result, and keeps or deletes the cluster. */
export async function runAndReport(plan: Plan, options: RunOptions, signal: AbortSignal): Promise<Evidence> {
  const partial = options.from !== undefined || options.only !== undefined
  await checkWritable([options.json, options.junit, options.ticket].filter((file) => file !== undefined))
  await removeLeftRuns()
  const cluster = partial ? await attach(options.cluster, signal) : await bringUp(plan, options, signal)
  const kept = partial || options.keep
  const reporter = new Reporter()
  try {
    const result = await run(plan, { ...cluster, kept }, options, reporter, signal)
    const evidence = makeEvidence(plan, options, result, cluster.versions)
    console.log(`\n${summary(evidence)}`)
    if (process.env['PROVING_GROUND_TIMES']) console.log(`times: first step ${result.firstStepAt}`)
    if (result.failure) console.log(describeFailure(result.failure, plan, kept ? cluster.name : undefined))
    else if (result.skipped.length > 0) console.log(`\n${skipped(result.skipped)}`)
    await writeReports(evidence, options, result.failure?.reason ?? skipped(result.skipped))
    return evidence
  } finally {
    if (kept) await cluster.keep()
    if (kept)
      console.log(
        `\nCluster ${cluster.name} was kept. Use it:\n  ${exports(cluster)}\nDelete it:\n  npm run cluster down ${cluster.name}`,
      )
    else await cluster.down()
  }
}

/** Guides a learner through an exercise, on a cluster that stays. @returns whether every task is done */
export async function runExercise(plan: Plan, options: RunOptions, signal: AbortSignal): Promise<boolean> {
  const again = options.from !== undefined || options.only !== undefined
  await removeLeftRuns()
  const cluster = again ? await attach(options.cluster, signal) : await bringUp(plan, options, signal)
  // Beside the cluster's kubeconfig, and deleted with the cluster: the learner's files outlive the run.
  const work = join(dirname(cluster.kubeconfig), 'work')
  try {
    console.log(`\nYour cluster is ${cluster.name}. In another terminal:\n  ${exports(cluster)}`)
    const target = { ...cluster, kept: true, work }
    const { failure, skipped: left } = await run(plan, target, options, new Reporter(), signal)
    if (failure) console.log(describeFailure(failure, plan, undefined))
    else if (left.length > 0)
      console.log(
        `\nGo on later with: npm run runbook ${plan.target.page.id} -- --interactive --from ${left[0]} --cluster ${cluster.name}`,
      )
    return failure === undefined && left.length === 0
  } finally {
    await cluster.keep()
    console.log(
      `\nCluster ${cluster.name} was kept, and so were your files in\n  ${work}\nDelete both: npm run cluster down ${cluster.name}`,
    )
  }
}

/** Removes what killed runs left, and prints it. */
async function removeLeftRuns(): Promise<void> {
  for (const directory of await removeDeadRuns())
    console.log(`removed ${directory}: the run that made it ended without cleaning up`)
}

/** The line that lets a shell reach a cluster with the tools that fit it. */
function exports({ kubeconfig, tools }: Cluster): string {
  return `export KUBECONFIG=${kubeconfig} PATH=${tools}:$PATH`
}

function skipped(steps: readonly string[]): string | undefined {
  return steps.length === 0 ? undefined : `skipped: ${steps.join(', ')}; a run with skipped steps proves nothing`
}

function bringUp(plan: Plan, options: RunOptions, signal: AbortSignal): Promise<Cluster> {
  const { install, toolchain, kubernetes } = options
  const needs = [...needsOf(plan), ...(kubernetes === undefined ? [] : [`kubernetes-${kubernetes}` as const])]
  return up({ needs, install, signal, ...(toolchain ? { toolchain } : {}) })
}
