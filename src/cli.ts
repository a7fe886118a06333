import { CannotRun } from './cannot-run.ts'
import { nearest } from './nearest.ts'
import { swallowedOptions } from './npm-options.ts'

/** Ends the process with 2 when npm swallowed options, with the line that was meant. */
export function refuseSwallowed(script: string, known: readonly string[]): void {
  const swallowed = swallowedOptions(known)
  if (swallowed.length === 0) return
  const line = `npm run ${script} ${[...process.argv.slice(2), '--', ...swallowed].join(' ')}`
  throw new CannotRun(`npm took ${swallowed.join(', ')} for itself: its own options end at --. Did you mean\n  ${line}`)
}

/** @throws CannotRun that names the first of these runbooks that is not known, and those it may have meant */
export function refuseUnknown(ids: readonly string[], known: readonly string[]): void {
  const wrong = ids.find((id) => !known.includes(id))
  if (wrong === undefined) return
  const meant = nearest(wrong, known)
  const hint =
    meant.length > 0 ? `nearest: ${meant.join(', ')}. npm run runbook lists all` : 'content/runbooks has no page'
  throw new CannotRun(`there is no runbook ${JSON.stringify(wrong)}; ${hint}`)
}

/** A signal that aborts on Ctrl-C and on SIGTERM. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController()
  const stop = (name: string) => {
    if (!controller.signal.aborted) console.error(`\n${name}: cleaning up (a second one ends at once)`)
    else process.exit(name === 'SIGINT' ? 130 : 143)
    process.exitCode = name === 'SIGINT' ? 130 : 143
    controller.abort(new CannotRun(`interrupted by ${name}`))
  }
  process.on('SIGINT', () => stop('SIGINT'))
  process.on('SIGTERM', () => stop('SIGTERM'))
  return controller.signal
}

/** Runs a command line's main function; errors that are the user's to mend are printed without a stack, exit 2. */
export async function main(run: () => Promise<number>): Promise<void> {
  try {
    const code = await run()
    process.exitCode ??= code
  } catch (error) {
    const known =
      error instanceof Error &&
      ['CannotRun', 'PageError', 'PairingError', 'ValueError', 'EvidenceError'].includes(error.name)
    console.error(known ? `error: ${(error as Error).message}` : error)
    process.exitCode ??= 2
  }
}
