import { Argument, program } from 'commander'
import { PreconditionError } from '../src/shared/precondition-error.ts'
import { main } from '../src/command-line/main.ts'
import {
  DECIDE,
  ENGINE_LOCK,
  engineChanges,
  engineFiles,
  readEngineLock,
  writeEngineLock,
  type EngineLock,
} from '../src/evidence/engine-lock.ts'

type Decision = 'same' | 'raise'

program
  .name('npm run contract')
  .usage('-- same|raise')
  .description(
    `Writes the engine's files to ${ENGINE_LOCK}, and with them what their change does to recorded proofs: nothing (same), or it makes them invalid (raise).`,
  )
  .addArgument(new Argument('[decision]', 'without it: shows what has to be decided').choices(['same', 'raise']))
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action((decision?: Decision) => main(() => contract(decision)))

await program.parseAsync()

async function contract(decision: Decision | undefined): Promise<number> {
  const lock = await readEngineLock()
  const files = await engineFiles()
  const changes = engineChanges(lock, files)
  for (const change of changes) console.log(change)
  if (changes.length === 0) console.log(`the engine is that of ${ENGINE_LOCK}, contract ${lock.contract}`)
  if (decision === undefined) throw new PreconditionError(`no decision was given. ${DECIDE}`)
  if (decision === 'raise') await raise(lock, files)
  else if (changes.length > 0) {
    await writeEngineLock({ ...lock, files })
    console.log(`written: ${ENGINE_LOCK}; the contract stays ${lock.contract}`)
  }
  return 0
}

/** Also without a change, to correct an earlier `same`. */
async function raise(lock: EngineLock, files: EngineLock['files']): Promise<void> {
  const raised = lock.contract + 1
  await writeEngineLock({ contract: raised, files })
  console.log(`written: ${ENGINE_LOCK}; contract ${lock.contract} is now ${raised}`)
  console.log('recorded evidence is no longer valid; commit, then: npm run record')
}
