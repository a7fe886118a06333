import type { Option } from 'commander'
import { PreconditionError } from '../shared/precondition-error.ts'
import { visible } from '../evidence/printable.ts'
import { surviveBrokenOutput } from './interrupt.ts'
import { closestMatches } from '../shared/closest-matches.ts'
import { npmArguments } from './npm-arguments.ts'
import { guessedCall, meantCall } from './npm-options.ts'

/**
 * @param script the name of the npm script
 * @param options all that the script knows
 * @throws PreconditionError when npm consumed options of the script, with the command line to type instead
 */
export function refuseSwallowed(script: string, options: readonly Option[]): void {
  const known = options.map(({ long, required }) => ({ name: long!.replace(/^--(no-)?/, ''), valued: required }))
  const passed = process.argv.slice(2)
  const typed = npmArguments()
  const meant = typed ? meantCall(script, known, typed, passed) : guessedCall(known, passed)
  if (meant === undefined) return
  const line = ['npm run', script, ...meant.words].join(' ')
  throw new PreconditionError(
    `npm consumed ${meant.swallowed.join(', ')}: options of this script come after --. Run:\n  ${line}`,
  )
}

/** @throws PreconditionError that names the first of these runbooks that is not known, and those it may have meant */
export function refuseUnknown(ids: readonly string[], known: readonly string[]): void {
  const wrong = ids.find((id) => !known.includes(id))
  if (wrong === undefined) return
  const meant = closestMatches(wrong, known)
  const hint =
    meant.length > 0 ? `nearest: ${meant.join(', ')}. npm run runbook lists all` : 'content/runbooks has no page'
  throw new PreconditionError(`there is no runbook ${JSON.stringify(wrong)}; ${hint}`)
}

/** Runs a command line's main function; a PreconditionError is printed without a stack, exit 2. */
export async function main(run: () => Promise<number>): Promise<void> {
  surviveBrokenOutput()
  try {
    const code = await run()
    process.exitCode ??= code
  } catch (error) {
    // Messages quote what was typed, which may contain escape sequences.
    console.error(error instanceof PreconditionError ? `error: ${visible(error.message)}` : error)
    process.exitCode ??= 2
  }
}
