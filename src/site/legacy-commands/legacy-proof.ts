import type { LegacyCommand } from './legacy-commands.ts'

/** What a row may say of the step that it leads to. */
export interface Proof {
  /** Only the old command itself, byte for byte, is proven by its run; of any other the run shows something near it. */
  words: 'The proof' | 'Shown by'
  /** Whether the mark of the step may stand there: beside a command that was not run it would seem to be about that. */
  marked: boolean
  /** What was run, where nothing else in the row says so. */
  ran?: string
}

/** @param ran the command of the step */
export function proofOf({ old, state, command }: LegacyCommand, ran: string): Proof {
  const marked = state !== 'not run'
  if (marked && ran === old) return { words: 'The proof', marked }
  const said = ran === command && command !== old
  return { words: 'Shown by', marked, ...(said ? {} : { ran }) }
}

/** Whether the old command was run exactly as it stood, and that run is recorded. */
export function ranAsWritten(
  { old }: LegacyCommand,
  shown: { step: { command: string }; record: object | undefined } | undefined,
): boolean {
  return shown?.record !== undefined && shown.step.command === old
}
