import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { program } from 'commander'
import { $ } from 'zx'
import { CannotRun } from '../src/cannot-run.ts'
import { interruptSignal, main, refuseSwallowed, refuseUnknown } from '../src/cli.ts'
import { evidenceFile, type Evidence } from '../src/evidence/index.ts'
import { listPages } from '../src/page/index.ts'
import { ROOT } from '../src/root.ts'
import { makePlan } from '../src/runbook/index.ts'
import { runSession } from '../src/runbook/session.ts'

program
  .name('npm run record')
  .usage('[ids...]')
  .description('Runs runbooks with their default variables and writes evidence/: all of them, or those named.')
  .argument('[ids...]', 'the runbooks')
  .option('--no-install', 'refuse to install a missing Docker engine')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action((ids: string[], options: { install: boolean }) => main(() => record(ids, options)))

await program.parseAsync()

async function record(ids: string[], { install }: { install: boolean }): Promise<number> {
  refuseSwallowed('record', ['install'])
  const known = await listPages(ROOT)
  refuseUnknown(ids, known)
  await refuseDirtyTree()
  const signal = interruptSignal()
  const wanted = ids.length > 0 ? ids : known
  const plans = await Promise.all(wanted.map((id) => makePlan(ROOT, id, {})))
  const none = {
    from: undefined,
    only: undefined,
    cluster: undefined,
    json: undefined,
    junit: undefined,
    ticket: undefined,
    supplier: undefined,
  }
  const proofs: Evidence[] = []
  for (const plan of plans) {
    const evidence = await runSession(ROOT, plan, { ...none, keep: false, install }, signal)
    if (!evidence.passed) {
      console.error('\nnothing was written: evidence comes from runs in which everything passed')
      return 1
    }
    proofs.push(evidence)
  }
  for (const evidence of proofs) await write(evidence)
  console.log(`\nwritten: ${proofs.map((e) => evidenceFile(e.runbook)).join(', ')}`)
  return 0
}

/** Evidence names the commit it was made from: what is not committed would belong to none. */
async function refuseDirtyTree(): Promise<void> {
  const { stdout } = await $({ cwd: ROOT, quiet: true })`git status --porcelain -- . ${':!evidence'}`
  if (stdout.trim() !== '')
    throw new CannotRun(`commit first; evidence is recorded from a clean tree:\n${stdout.trimEnd()}`)
}

/** By a rename, so that a full disk or a kill leaves the old evidence whole. */
async function write(evidence: Evidence): Promise<void> {
  const file = join(ROOT, evidenceFile(evidence.runbook))
  await mkdir(join(ROOT, 'evidence'), { recursive: true })
  await writeFile(`${file}.new`, `${JSON.stringify(evidence, null, 2)}\n`)
  await rename(`${file}.new`, file)
}
