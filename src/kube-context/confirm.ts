import { createInterface } from 'node:readline/promises'
import { PreconditionError } from '../shared/precondition-error.ts'

/** How often the name may be typed. */
const TRIES = 3

/** Where a person types, and what is said meanwhile. */
export interface Dialog {
  input: NodeJS.ReadableStream
  output: NodeJS.WritableStream
}

/**
 * Asks for the name of a context, typed in full: whoever has the wrong cluster in mind types another one.
 * @throws PreconditionError when another name was typed three times, or nothing can be typed anymore
 */
export async function confirmByName(context: string, { input, output }: Dialog, signal: AbortSignal): Promise<void> {
  const lines = createInterface({ input })
  const interrupted = Promise.withResolvers<undefined>()
  const interrupt = () => interrupted.resolve(undefined)
  signal.addEventListener('abort', interrupt)
  if (signal.aborted) interrupt()
  // One after another, also when several lines are pasted at once.
  const answers = lines[Symbol.asyncIterator]()
  try {
    for (let left = TRIES; left > 0; left--) {
      output.write('To go on, type the name of the context: ')
      // A terminal that has been closed cannot be read; that is an end of input like any other.
      const answer = await Promise.race([answers.next().catch(() => undefined), interrupted.promise])
      signal.throwIfAborted()
      if (answer === undefined || answer.done) throw new PreconditionError('nothing was typed, so nothing was changed')
      if (answer.value.trim() === context) return
      output.write(`That is not ${JSON.stringify(context)}.\n`)
    }
  } finally {
    signal.removeEventListener('abort', interrupt)
    lines.close()
  }
  throw new PreconditionError(`the name of the context was not typed in ${TRIES} tries, so nothing was changed`)
}

/** What was given on the command line in place of a person's answer. */
interface Permission {
  /** `--yes-change`. */
  change: string | undefined
  /** `--allow-break`. */
  break: string | undefined
  /** Whether somebody can be asked. */
  terminal: boolean
}

/**
 * Refuses before anything is looked up what no answer could permit.
 * @throws PreconditionError when an option names another context, or one is missing
 */
export function refuseUnpermitted(context: string, use: 'change' | 'break', permission: Permission): void {
  const given = { '--yes-change': permission.change, '--allow-break': permission.break }
  for (const [option, name] of Object.entries(given)) {
    if (name !== undefined && name !== context)
      throw new PreconditionError(
        `${option} ${name}: the run is on context ${JSON.stringify(context)}; name the same context in both`,
      )
  }
  if (use === 'break' && permission.break === undefined)
    throw new PreconditionError(
      `this runbook breaks something on purpose: add --allow-break ${context} if ${JSON.stringify(context)} may break`,
    )
  if (permission.change === undefined && !permission.terminal)
    throw new PreconditionError(
      `this runbook changes the cluster, and there is no terminal to ask on: add --yes-change ${context}`,
    )
}
