import { program } from 'commander'
import { chalk } from 'zx'
import { main, refuseUnknown } from '../src/command-line/main.ts'
import { interruptSignal } from '../src/command-line/interrupt.ts'
import { listPages } from '../src/page/index.ts'
import { ROOT } from '../src/shared/root.ts'
import { makePlan } from '../src/runbook/index.ts'
import {
  equivalentMutants,
  MUTANTS,
  mutants,
  mutantsOfReadingSteps,
  mutationFaults,
  type Mutant,
} from '../src/suite/mutants.ts'
import { KeptResults } from '../src/suite/kept-results.ts'
import { proofState } from '../src/evidence/index.ts'

program
  .name('npm run mutate')
  .description('Leaves out each command of a runbook in turn and keeps its checks: a run that passes has a gap.')
  .argument('<id>', 'the runbook; a command that was interrupted goes on where it ended')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action((id: string) => main(() => mutate(id)))

await program.parseAsync()

async function mutate(id: string): Promise<number> {
  refuseUnknown([id], await listPages(ROOT))
  const equivalent = await equivalentMutants(ROOT)
  const plan = await makePlan(ROOT, id, {})
  const proof = await proofState(ROOT, id)
  const reading = proof.state === 'verified' ? mutantsOfReadingSteps(plan, proof.evidence) : []
  const known = await KeptResults.of(plan, MUTANTS)
  const steps = plan.target.steps.map(({ step }) => step.id)
  const found = new Map<string, Mutant>()
  const tell = (mutant: Mutant, note = '') => {
    found.set(mutant.step, mutant)
    console.log(`${line(mutant, equivalent[mutant.step])}${note}`)
  }
  console.log(`\nMutants of ${id}\n`)
  for (const mutant of reading) tell(mutant)
  const open = steps.filter((step) => !found.has(`${id}#${step}`))
  const earlier = new Map(known.all.map((mutant) => [mutant.step, mutant]))
  for (const mutant of open.flatMap((step) => earlier.get(`${id}#${step}`) ?? [])) tell(mutant, ' (run earlier)')
  const left = open.filter((step) => !found.has(`${id}#${step}`))
  for await (const mutant of mutants(plan, left, interruptSignal())) {
    await known.add(mutant)
    tell(mutant)
  }
  const all = [...found.values()]
  const faults = mutationFaults(all, equivalent)
  const killed = all.filter(({ killedAt }) => killedAt !== undefined).length
  console.log(`\n${killed} of ${all.length} killed${faults.length > 0 ? `\n\n${faults.join('\n')}` : ''}`)
  return faults.length > 0 ? 1 : 0
}

function line({ step, killedAt, why }: Mutant, reason: string | undefined): string {
  if (killedAt !== undefined) return `${chalk.green('killed')}    ${step}  at ${killedAt}: ${why}`
  return `${chalk.red('survived')}  ${step}${reason === undefined ? '' : `  (equivalent: ${reason})`}`
}
