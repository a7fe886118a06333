import { program } from 'commander'
import { chalk } from 'zx'
import { main, refuseUnknown } from '../src/command-line/main.ts'
import { interruptSignal } from '../src/command-line/interrupt.ts'
import { listPages } from '../src/page/index.ts'
import { ROOT } from '../src/shared/root.ts'
import { makePlan } from '../src/runbook/index.ts'
import { equivalentMutants, mutants, mutationFaults, type Mutant } from '../src/runbook/cli/mutants.ts'

program
  .name('npm run mutate')
  .description('Leaves out each command of a runbook in turn and keeps its checks: a run that passes has a gap.')
  .argument('<id>', 'the runbook')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action((id: string) => main(() => mutate(id)))

await program.parseAsync()

async function mutate(id: string): Promise<number> {
  refuseUnknown([id], await listPages(ROOT))
  const equivalent = await equivalentMutants(ROOT)
  const found: Mutant[] = []
  for await (const mutant of mutants(await makePlan(ROOT, id, {}), interruptSignal())) found.push(mutant)
  console.log(`\nMutants of ${id}\n`)
  for (const mutant of found) console.log(line(mutant, equivalent[mutant.step]))
  const faults = mutationFaults(found, equivalent)
  const killed = found.filter(({ killedAt }) => killedAt !== undefined).length
  console.log(`\n${killed} of ${found.length} killed${faults.length > 0 ? `\n\n${faults.join('\n')}` : ''}`)
  return faults.length > 0 ? 1 : 0
}

function line({ step, killedAt, why }: Mutant, reason: string | undefined): string {
  if (killedAt !== undefined) return `${chalk.green('killed')}    ${step}  at ${killedAt}: ${why}`
  return `${chalk.red('survived')}  ${step}${reason === undefined ? '' : `  (equivalent: ${reason})`}`
}
