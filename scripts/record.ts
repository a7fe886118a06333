import { program } from 'commander'
import { $ } from 'zx'
import { PreconditionError } from '../src/shared/precondition-error.ts'
import { main, refuseSwallowed, refuseUnknown } from '../src/command-line/main.ts'
import { evidenceFile } from '../src/evidence/index.ts'
import { interruptSignal } from '../src/command-line/interrupt.ts'
import { listPages } from '../src/page/index.ts'
import { ROOT } from '../src/shared/root.ts'
import { makePlan } from '../src/runbook/index.ts'
import { record, unverified, type Recording } from '../src/runbook/cli/recording.ts'
import { runAndReport, type RunOptions } from '../src/runbook/cli/runbook-command.ts'

interface Options {
  install: boolean
  missing: boolean
}

program
  .name('npm run record')
  .usage('[ids...] [-- options]')
  .description(
    'Runs runbooks with their default variables and writes the evidence of each to evidence/ as soon as it passed: all of them, or those named.',
  )
  .argument('[ids...]', 'the runbooks')
  .option('--missing', 'only those whose evidence is not there, or not of what the runbook is now', false)
  .option('--no-install', 'refuse to download tools and to install a missing Docker engine')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action((ids: string[], options: Options) => main(() => recordAll(ids, options)))

await program.parseAsync()

async function recordAll(ids: string[], { install, missing }: Options): Promise<number> {
  refuseSwallowed('record', program.options)
  const known = await listPages(ROOT)
  refuseUnknown(ids, known)
  await refuseDirtyTree()
  const signal = interruptSignal()
  const named = ids.length > 0 ? ids : known
  const wanted = missing ? await unverified(ROOT, named) : named
  if (wanted.length === 0) console.log('nothing to record: all evidence is up to date')
  const plans = await Promise.all(wanted.map((id) => makePlan(ROOT, id, {})))
  const done: Recording[] = []
  for await (const recording of record(ROOT, plans, (plan) => runAndReport(plan, options(install), signal), signal)) {
    done.push(recording)
    console.log(`\n${sentence(recording)} (${done.length} of ${plans.length})`)
  }
  const refused = done.filter((recording) => recording.refused !== undefined)
  if (refused.length === 0) return 0
  console.error(`\n${refused.length} of ${done.length} were not recorded:`)
  for (const recording of refused) console.error(`  ${sentence(recording)}`)
  console.error('the others are written; once it is mended: npm run record -- --missing')
  return 1
}

function sentence({ id, refused }: Recording): string {
  const file = evidenceFile(id)
  return refused === undefined ? `written: ${file}` : `not written: ${file}: ${refused}`
}

function options(install: boolean): RunOptions {
  return {
    keep: false,
    install,
    toolchain: undefined,
    kubernetes: undefined,
    cluster: undefined,
    json: undefined,
    junit: undefined,
    ticket: undefined,
  }
}

/** Evidence names the commit it was made from: what is not committed would belong to none. */
async function refuseDirtyTree(): Promise<void> {
  const { stdout } = await $({ cwd: ROOT, quiet: true })`git status --porcelain -- . ${':!evidence'}`
  if (stdout.trim() !== '')
    throw new PreconditionError(`commit first; evidence is recorded from a clean tree:\n${stdout.trimEnd()}`)
}
