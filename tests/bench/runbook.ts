import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { up, type Cluster } from '../../src/cluster/index.ts'
import { parseEvidence, type CheckRecord, type Evidence } from '../../src/evidence/index.ts'
import { exportBlock } from '../../src/page/index.ts'
import { ROOT } from '../../src/shared/root.ts'
import { commandEnvironment } from '../../src/runbook/shell/environment.ts'
import { makePlan, needsOf, type Plan } from '../../src/runbook/index.ts'
import { makeDirectories, removeDirectories } from '../../src/runbook/run/directories.ts'
import { npmRun } from '../support/project.ts'
import { median } from './median.ts'

/** Times are in seconds, each the median of the runs. */
export interface RunbookFigures {
  id: string
  /** When it was measured, ISO 8601, UTC. */
  at: string
  /** How often it was run, and the bare script right after it. */
  runs: number
  /** From the start of `npm run runbook` to the first step of its chain, fresh cluster included, everything cached. */
  toFirstStep: number
  /** The runbook's own steps, without its start state: from the first to the end of the clean-up's checks. */
  steps: number
  /** Of `steps` the commands alone. */
  commands: number
  /** The same commands and waits in a bare bash script, on a fresh cluster. */
  bare: number
  /** Of `bare` the commands alone. */
  bareCommands: number
  /** The median of steps ÷ bare of each pair. */
  ratio: number
  /**
   * The same as if each command had taken what it took in the bare script: `istioctl install` takes 10 or 16 s from run to run,
   * whoever runs it.
   */
  ratioOfEqualCommands: number
  /** The whole command. */
  whole: number
}

type Pair = Omit<RunbookFigures, 'id' | 'at' | 'runs'>

/** Runs the runbook and then the bare script, each on a cluster of its own, and that several times. */
export async function measureRunbook(id: string, runs = 5): Promise<RunbookFigures> {
  const pairs: Pair[] = []
  while (pairs.length < runs) {
    const pair = await measurePair(id)
    pairs.push(pair)
    // Five pairs take a quarter of an hour: what is known is told.
    console.log(`${id}, ${pairs.length} of ${runs}: ${JSON.stringify(pair)}`)
  }
  const of = (name: keyof Pair) => median(pairs.map((pair) => pair[name]))
  return {
    id,
    at: new Date().toISOString(),
    runs,
    toFirstStep: of('toFirstStep'),
    steps: of('steps'),
    commands: of('commands'),
    bare: of('bare'),
    bareCommands: of('bareCommands'),
    ratio: of('ratio'),
    ratioOfEqualCommands: of('ratioOfEqualCommands'),
    whole: of('whole'),
  }
}

async function measurePair(id: string): Promise<Pair> {
  const directory = await mkdtemp(join(tmpdir(), 'proving-ground-bench-'))
  const file = join(directory, 'evidence.json')
  const began = Date.now()
  const { code, text } = await npmRun(['runbook', id, '--', '--json', file], { PROVING_GROUND_TIMES: '1' })
  const whole = (Date.now() - began) / 1000
  if (code !== 0) throw new Error(`${id} failed:\n${text.slice(-2000)}`)
  const evidence = parseEvidence(file, await readFile(file, 'utf8'))
  await rm(directory, { recursive: true })
  const times = /^times: first step (\d+)$/m.exec(text)
  if (!times) throw new Error('the run told no times')
  const steps = evidence.durationMs / 1000
  const commands = evidence.steps.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000
  const bare = await runBare(await makePlan(ROOT, id, {}), evidence)
  return {
    toFirstStep: (Number(times[1]) - began) / 1000,
    steps,
    commands,
    bare: bare.steps,
    bareCommands: bare.commands,
    ratio: round(steps / bare.steps),
    ratioOfEqualCommands: round((steps - commands + bare.commands) / bare.steps),
    whole,
  }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

/** Commands one after the other, with kubectl's own waits where the runbook's checks waited. @returns seconds */
async function runBare(plan: Plan, evidence: Evidence): Promise<{ steps: number; commands: number }> {
  const cluster = await up({ needs: needsOf(plan) })
  const directories = await makeDirectories()
  try {
    const script = join(directories.top, 'bare.bash')
    const times = join(directories.top, 'times')
    await writeFile(script, bareScript(plan, evidence, cluster, times))
    const env = commandEnvironment(directories, cluster.tools, cluster.kubeconfig)
    const child = spawn('bash', ['--noprofile', '--norc', script], {
      cwd: directories.work,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    child.stdout.resume()
    const code = await new Promise((resolve) => child.on('close', resolve))
    if (code !== 0) throw new Error(`the bare script exited with ${String(code)}`)
    return readTimes(await readFile(times, 'utf8'))
  } finally {
    await removeDirectories(directories)
    await cluster.down()
  }
}

/** @param text begin and end of each command, then the end of the script, in seconds, one on a line */
function readTimes(text: string): { steps: number; commands: number } {
  const moments = text.trim().split('\n').map(Number)
  const end = moments.pop()!
  const commands = moments.reduce((sum, moment, i) => (i % 2 === 0 ? sum : sum + moment - moments[i - 1]!), 0)
  return { steps: round(end - moments[0]!), commands: round(commands) }
}

/** @param times the file for the moments of the runbook's own steps, see `readTimes` */
function bareScript(plan: Plan, evidence: Evidence, { otherIstio }: Cluster, times: string): string {
  const now = `echo "$EPOCHREALTIME" >> '${times}'`
  const parts = [...plan.chain, plan.target]
  const lines = parts.flatMap((part) => {
    const own = part === plan.target
    const steps = own ? part.steps : part.steps.filter(({ step }) => !step.cleanup)
    const commands = steps.flatMap(({ step }) => {
      const record = own ? evidence.steps.find((s) => s.id === step.id) : undefined
      const waits = (record?.checks ?? []).map((check) => waitFor(check)).filter(Boolean)
      // The start state's checks are not in the evidence: what they wait for is that workloads are available.
      const more = !own && /kubectl apply/.test(step.command) ? ROLLED_OUT : []
      const command = step.expectedFailure ? `${step.command} || true` : step.command
      return own ? [now, command, now, ...waits] : [command, ...more]
    })
    // Each part finds the istioctl of its version first.
    const path = part.istio === undefined ? '"$OWN_PATH"' : `'${otherIstio[part.istio]!.tools}':"$OWN_PATH"`
    return [`PATH=${path}`, exportBlock(part.page.variables, plan.values), ...commands]
  })
  return ['set -e', 'OWN_PATH=$PATH', ...lines.filter(Boolean), now, ''].join('\n')
}

const ROLLED_OUT = [
  'for d in $(kubectl get deployment -A -o jsonpath=\'{range .items[*]}{.metadata.namespace}/{.metadata.name} {end}\'); do kubectl rollout status "deployment/${d#*/}" -n "${d%/*}" --timeout=180s; done',
]

/** The wait of kubectl that corresponds to a check. */
function waitFor({ subject, matcher, args }: CheckRecord): string | undefined {
  if (subject.type === 'object' && matcher === 'isAvailable')
    return `kubectl rollout status deployment/${subject.name} -n ${subject.namespace} --timeout=180s`
  if (subject.type === 'object' && matcher === 'isAbsent' && isBuiltIn(subject.apiVersion))
    return `kubectl wait --for=delete ${resourceOf(subject)} --timeout=180s`
  if (subject.type === 'pods' && matcher === 'areReady')
    return `until [ "$(kubectl get pods -n ${subject.namespace} -l ${subject.selector} --no-headers | grep -c .)" = ${JSON.stringify(args[0])} ]; do sleep 0.25; done`
  return undefined
}

/** Kubernetes' own kinds: kubectl cannot wait for an object whose kind is gone as well. */
function isBuiltIn(apiVersion: string): boolean {
  const [group = '', version] = apiVersion.split('/')
  return version === undefined || !group.includes('.') || group.endsWith('.k8s.io')
}

/** As kubectl's arguments: `Deployment.v1.apps/istiod -n istio-system`. */
function resourceOf({
  apiVersion,
  kind,
  name,
  namespace,
}: Extract<CheckRecord['subject'], { type: 'object' }>): string {
  const [version, group] = apiVersion.split('/').toReversed()
  const type = group === undefined ? kind : `${kind}.${version}.${group}`
  return `${type}/${name}${namespace === undefined ? '' : ` -n ${namespace}`}`
}
