import { join } from 'node:path'
import { prepareTools, type ReadyToolchain } from '../../cluster/index.ts'
import { summary, type Evidence } from '../../evidence/index.ts'
import {
  chooseContext,
  ClusterGuard,
  controlPlanesIn,
  findControlPlanes,
  identify,
  kubeconfigFiles,
  readKubeconfig,
  writePrivateKubeconfig,
  type ControlPlane,
  type KubeContext,
} from '../../kube-context/index.ts'
import { Connection } from '../../kubernetes-api/index.ts'
import type { ContextRules } from '../../page/index.ts'
import { PreconditionError } from '../../shared/precondition-error.ts'
import { needsOf, type Plan } from '../plan/plan.ts'
import { makeEvidence } from '../report/evidence.ts'
import { describeFailure } from '../report/failure-message.ts'
import { Reporter } from '../report/reporter.ts'
import { checkWritable } from '../report/report-files.ts'
import { writeReports, type ReportFiles } from '../report/write-reports.ts'
import { makeDirectories, removeDeadRuns, removeDirectories } from '../run/directories.ts'
import type { OwnCluster } from '../run/own-cluster.ts'
import { run } from '../run/run.ts'
import { planChange } from './context-plan.ts'
import { contextRules } from './context-rules.ts'
import { whatStandsNow } from './what-stands.ts'

/** What a run on a cluster of the user's own may ask for. */
export interface ContextOptions extends ReportFiles {
  /** Its context in the user's kubeconfig. */
  context: string
  /** The namespace of Istio's control planes. */
  istioNamespace: string
  toolchain: 'published' | 'source' | undefined
  /** False with `--no-install`: no tool is downloaded. */
  install: boolean
  /** In place of typing the context's name. */
  yesChange: string | undefined
  /** Permits a page that breaks something, on the context of that name. */
  allowBreak: string | undefined
  /** The clean-up is left out, and what was made stays. */
  leave: boolean
  /** The start state is not made: its checks prove that it is there. */
  startIsThere: boolean
  /** The plan is held against the cluster and printed; nothing is run. */
  dryRun: boolean
}

/** What is known of the cluster before anything is run. */
export interface FoundCluster {
  context: KubeContext
  connection: Connection
  uid: string | undefined
  kubernetes: string
  /** In all namespaces that this user may read. */
  controlPlanes: ControlPlane[]
}

/**
 * Runs a runbook on a cluster of the user's own, by a kubeconfig of its own. The user's files are only read.
 * @returns whether it passed; true when nothing was to be run
 * @throws PreconditionError with all that speaks against it: nothing has been changed then, or another cluster answers by now
 */
export async function runOnContext(
  root: string,
  plan: Plan,
  options: ContextOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const rules = await contextRules(root, plan, options)
  await checkWritable([options.json, options.junit, options.ticket].filter((file) => file !== undefined))
  for (const directory of await removeDeadRuns())
    console.log(`removed ${directory}: the run that made it ended without cleaning up`)
  const place = await makeDirectories()
  const kubeconfig = join(place.top, 'kubeconfig')
  let connection: Connection | undefined
  try {
    const files = kubeconfigFiles()
    const context = chooseContext(await readKubeconfig(files), options.context, files)
    await writePrivateKubeconfig(context, kubeconfig)
    connection = new Connection(kubeconfig)
    const { uid, kubernetes } = await identify(connection, context)
    const controlPlanes = await findControlPlanes(connection, options.istioNamespace)
    const found: FoundCluster = { context, connection, uid, kubernetes, controlPlanes }
    const guard = rules.use === 'read' ? undefined : new ClusterGuard(connection, context, uid ?? '')
    const istio = rules.use === 'read' ? readVersion(found, rules, options) : undefined
    const planned =
      rules.use === 'read' ? new Set<string>() : await planChange(root, plan, found, rules.use, options, signal)
    if (options.dryRun) return true
    const own: OwnCluster = {
      context: context.name,
      uid,
      use: rules.use,
      example: rules.example,
      guard: async () => guard?.check(),
      startIsThere: options.startIsThere,
      leave: options.leave,
      planned,
    }
    const tools = await prepareTools({
      needs: needsOf(plan),
      install: options.install,
      signal,
      ...(options.toolchain ? { toolchain: options.toolchain } : {}),
    })
    const evidence = await runAndTell(plan, own, tools, { kubeconfig, istio, found }, options, signal)
    if (guard?.stopped !== undefined) throw new PreconditionError(guard.stopped)
    return evidence.passed
  } finally {
    connection?.close()
    await removeDirectories(place)
  }
}

/** The version that reading pages expect: that of the control plane which `istioctl` asks unless it is told otherwise. */
function readVersion(
  { context, controlPlanes }: FoundCluster,
  { revision }: ContextRules,
  { istioNamespace }: ContextOptions,
): string {
  const [first, ...others] = controlPlanesIn(controlPlanes, istioNamespace, context.name)
  const known = [first!, ...others].map((one) => one.revision)
  if (revision !== undefined && !known.includes(revision))
    throw new PreconditionError(
      `this page is about revision ${revision}; namespace ${istioNamespace} has ${known.join(', ')}`,
    )
  if (first!.version === undefined)
    throw new PreconditionError(
      `neither image nor labels of Deployment ${first!.namespace}/${first!.name} say its version, so there is nothing to compare with`,
    )
  const where = `${context.server}${context.alsoKnownAs.length > 0 ? `, also context ${context.alsoKnownAs.join(', ')}` : ''}`
  console.log(`Context ${context.name}: ${where}`)
  for (const { name, namespace, revision: one, version } of [first!, ...others])
    console.log(`  Istio ${version ?? 'of unknown version'}, revision ${one}: ${namespace}/${name}`)
  return first!.version
}

async function runAndTell(
  plan: Plan,
  own: OwnCluster,
  tools: ReadyToolchain,
  cluster: { kubeconfig: string; istio: string | undefined; found: FoundCluster },
  options: ContextOptions,
  signal: AbortSignal,
): Promise<Evidence> {
  const { kubeconfig, found } = cluster
  const there = own.startIsThere ? found.controlPlanes[0]?.version : undefined
  const versions: Evidence['versions'] = {
    istio: cluster.istio ?? there ?? tools.versions.istio,
    kubernetes: found.kubernetes,
    // The cluster is not one of ours: neither is known.
    kind: 'none',
    envoy: 'not asked for',
    toolchain: tools.versions.toolchain,
  }
  const { charts, otherIstio } = tools
  const target = { kubeconfig, tools: tools.tools, charts, otherIstio, versions, kept: own.use !== 'read' }
  const result = await run(plan, target, { ownCluster: own }, new Reporter(), signal)
  const evidence = makeEvidence(plan, { ownCluster: own }, result, versions)
  console.log(`\n${summary(evidence)}`)
  const stands = whatStandsNow(result, own, tools.tools)
  if (result.failure) console.log(describeFailure(result.failure, plan, undefined, stands))
  else if (own.leave) console.log(`\n${stands}`)
  await writeReports(evidence, options, result.failure?.reason)
  return evidence
}
