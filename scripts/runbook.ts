import {
  defaultMinor,
  loadToolchain,
  minorOf,
  refuseUnknownIstio,
  withKubernetes,
  type Toolchain,
} from '../src/cluster/index.ts'
import { InvalidArgumentError, Option, program } from 'commander'
import { PreconditionError } from '../src/shared/precondition-error.ts'
import { main, refuseSwallowed, refuseUnknown } from '../src/command-line/main.ts'
import { visible } from '../src/evidence/index.ts'
import { interruptSignal } from '../src/command-line/interrupt.ts'
import { closestMatches } from '../src/shared/closest-matches.ts'
import { listGroups, listPages, loadPage, startStateSteps } from '../src/page/index.ts'
import { ROOT } from '../src/shared/root.ts'
import { promptStep, promptTask } from '../src/runbook/cli/prompts.ts'
import { makePlan, type Plan } from '../src/runbook/index.ts'
import { refuseWithoutContext, runWithContext, type ContextArguments } from '../src/runbook/cli/context-arguments.ts'
import { runAndReport, runExercise, type RunOptions } from '../src/runbook/cli/runbook-command.ts'

interface Options extends Omit<RunOptions, 'promptStep' | 'promptTask' | 'kubernetes'>, ContextArguments {
  supplier?: RunOptions['toolchain']
  context?: string
}

program
  .name('npm run runbook')
  .usage('[id] [-- options]')
  .description(
    'Runs a runbook, word for word as its page shows it, on a throw-away kind cluster. Without an id: lists them and ends with 2.',
  )
  .argument('[id]', 'the runbook')
  .argument('[more...]')
  .option('--set <NAME=value>', 'give a variable of the page another value (may be repeated)', setting, {})
  .option('--dry-run', 'check page and script and print the commands; run nothing', false)
  .option('--interactive', 'ask before each step: run, skip or quit; in an exercise: guide from task to task', false)
  .option('--keep', 'leave the cluster in place', false)
  .option('--from <step>', 'begin at this step, on the cluster kept last')
  .addOption(new Option('--only <step>', 'run this step alone, on the cluster kept last').conflicts('from'))
  .option('--cluster <name>', 'for --from and --only: the kept cluster to use, if not the newest')
  .option('--json <file>', 'write the evidence of this run')
  .option('--junit <file>', 'write a JUnit report')
  .option('--ticket <file>', 'write a block of text for a change ticket')
  .addOption(new Option('--toolchain <name>', 'where tools and images come from').choices(['published', 'source']))
  // The former name of --toolchain.
  .addOption(new Option('--supplier <name>').choices(['published', 'source']).hideHelp())
  .option('--istio <minor>', 'run all of it with this version of Istio, as in 1.30, instead of the default')
  .option(
    '--kubernetes <minor>',
    'run it on a cluster of this version of Kubernetes, as in 1.35, instead of the default',
  )
  .option('--no-install', 'refuse to download tools and to install a missing Docker engine')
  .option('--context <name>', 'run on a cluster of your own: the context of that name in your kubeconfig')
  .option('--istio-namespace <name>', 'with --context: where Istio is installed, if not in istio-system')
  .option('--yes-change <name>', 'with --context: the same name again, in place of typing it when asked')
  .option('--allow-break <name>', 'with --context: the same name again, for a runbook that breaks something')
  .option('--leave', 'with --context: leave in place what the runbook makes', false)
  .option('--start-is-there', 'with --context: do not make the start state; prove that it is there', false)
  .configureOutput({ outputError: (text, write) => write(visible(text)) })
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action((id: string | undefined, more: string[], { supplier, ...options }: Options) =>
    main(() => act(id, more, { ...options, toolchain: options.toolchain ?? supplier })),
  )

await program.parseAsync()

async function act(id: string | undefined, more: string[], options: Options): Promise<number> {
  refuseSwallowed('runbook', program.options)
  if (more.length > 0) throw new PreconditionError(`unexpected arguments: ${more.join(' ')}; name one runbook`)
  if (id === undefined) return listAndRefuse()
  refuseUnknown([id], await listPages(ROOT))
  if (options.context !== undefined)
    return (await runWithContext(ROOT, id, options.context, options, interruptSignal())) ? 0 : 1
  refuseWithoutContext(options)
  const pins = loadToolchain()
  const plan = await makePlan(ROOT, id, options.set, otherThanDefault(options.istio, pins))
  const kubernetes = otherKubernetesThanDefault(options.kubernetes, pins)
  checkSelection(plan, options)
  if (options.dryRun) return dryRun(plan)
  const signal = interruptSignal()
  if (options.interactive && isExercise(plan)) refuseReports(options)
  if (options.interactive && isExercise(plan))
    return (await runExercise(plan, { ...options, kubernetes, promptTask }, signal)) ? 0 : 1
  const asking = options.interactive ? { promptStep } : {}
  const evidence = await runAndReport(plan, { ...options, kubernetes, ...asking }, signal)
  return evidence.passed ? 0 : 1
}

/** @throws PreconditionError for a version that toolchain.yaml does not have */
function otherThanDefault(minor: string | undefined, pins: Toolchain): string | undefined {
  if (minor === undefined || minor === defaultMinor(pins)) return undefined
  refuseUnknownIstio(minor, pins)
  return minor
}

/** @throws PreconditionError for a version that toolchain.yaml does not have */
function otherKubernetesThanDefault(minor: string | undefined, pins: Toolchain): string | undefined {
  if (minor === undefined || minor === minorOf(pins.kubernetes)) return undefined
  withKubernetes([`kubernetes-${minor}`], pins)
  return minor
}

/** An exercise waits for a learner, where another runbook would ask before each command. */
function isExercise({ target }: Plan): boolean {
  return target.page.steps.some(({ goal }) => goal !== undefined)
}

/** @throws PreconditionError for reports of an exercise: what a learner does is no run of the runbook */
function refuseReports({ json, junit, ticket }: Options): void {
  if ([json, junit, ticket].some((file) => file !== undefined))
    throw new PreconditionError(
      '--json, --junit and --ticket cannot be combined with an exercise (--interactive), which writes no reports',
    )
}

/** Nothing was chosen, so nothing is proven: a script with an empty variable must not take that for a pass. */
async function listAndRefuse(): Promise<never> {
  const groups = await listGroups(ROOT)
  const ids = groups.flatMap(({ runbooks }) => runbooks)
  if (ids.length === 0) throw new PreconditionError('there are no runbooks: content/runbooks/ is empty')
  const width = Math.max(...ids.map((id) => id.length))
  for (const { title, runbooks } of groups) {
    if (title) console.log(`\n${title}`)
    for (const id of runbooks) console.log(`  ${id.padEnd(width)}  ${(await loadPage(ROOT, id)).description}`)
  }
  throw new PreconditionError('no runbook was named: npm run runbook <one of these>')
}

function checkSelection({ target }: Plan, { from, only, keep, cluster, kubernetes }: Options): void {
  const step = from ?? only
  if (step === undefined && cluster !== undefined)
    throw new PreconditionError('--cluster requires --from or --only: a full run creates its own cluster')
  if (step === undefined) return
  if (kubernetes !== undefined)
    throw new PreconditionError('--kubernetes cannot be combined with --from or --only: a kept cluster is what it is')
  const known = target.page.steps.map((s) => s.id)
  if (!known.includes(step))
    throw new PreconditionError(
      `${target.page.id} has no step ${JSON.stringify(step)}; nearest: ${closestMatches(step, known).join(', ')}`,
    )
  if (keep)
    throw new PreconditionError(
      '--keep cannot be combined with --from or --only: those use a cluster that was kept before',
    )
}

function dryRun({ chain, target, values }: Plan): number {
  const parts = [...chain, target]
  const pins = loadToolchain()
  const several = parts.some(({ istio }) => istio !== undefined)
  for (const { page, istio } of parts) {
    const { version } = istio === undefined ? pins.istio : pins.otherIstio[istio]!
    const start = page === target.page ? '' : ', start state'
    console.log(`\n${page.id} (${page.file})${start}${several ? `, with Istio ${version}` : ''}`)
    for (const step of page === target.page ? page.steps : startStateSteps(page)) {
      console.log(`  ${step.id}${step.readOnly ? '' : '*'}\n    ${step.command.replaceAll('\n', '\n    ')}`)
    }
  }
  const set = Object.entries(values).map(([name, value]) => `${name}=${visible(value)}`)
  console.log(`\n* changes the cluster${set.length > 0 ? `; variables: ${set.join(', ')}` : ''}. Nothing was run.`)
  return 0
}

function setting(text: string, earlier: Record<string, string>): Record<string, string> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('write --set NAME=value')
  return { ...earlier, [text.slice(0, at)]: text.slice(at + 1) }
}
