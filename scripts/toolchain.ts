import { Argument, program } from 'commander'
import { pinSums } from '../src/cluster/index.ts'
import { interruptSignal } from '../src/command-line/interrupt.ts'
import { main } from '../src/command-line/main.ts'
import { PreconditionError } from '../src/shared/precondition-error.ts'

program
  .name('npm run toolchain')
  .usage('pin')
  .description(
    'Writes the sums that publishers put beside the tools of toolchain.yaml to toolchain.sums.yaml. Look at what has changed before you commit it.',
  )
  .addArgument(new Argument('[action]', 'pin: for Linux and macOS on x86-64 and arm64').choices(['pin']))
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action((action?: 'pin') => main(() => toolchain(action)))

await program.parseAsync()

async function toolchain(action: 'pin' | undefined): Promise<number> {
  if (action === undefined) throw new PreconditionError('say what to do: npm run toolchain pin')
  const changed = await pinSums(interruptSignal())
  console.log(changed.length === 0 ? 'toolchain.sums.yaml has these sums already' : changed.join('\n'))
  return 0
}
