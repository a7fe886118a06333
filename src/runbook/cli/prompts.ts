import { createInterface } from 'node:readline/promises'
import type { PairedStep } from '../plan/plan.ts'
import type { TaskAction } from '../run/result.ts'

/** Asks on the terminal what to do with a step. The end of input, or of the run, counts as "quit". */
export function promptStep({ step, page }: PairedStep, signal: AbortSignal): Promise<'run' | 'skip' | 'quit'> {
  console.log(`\n${page.id}#${step.id}\n${step.command}\n${step.readOnly ? 'Changes nothing.' : step.changes}`)
  return choice('[r]un, [s]kip or [q]uit? ', ['run', 'skip', 'quit'], signal)
}

/** Prints a task and asks the learner what to do. The end of input, or of the run, counts as "quit". */
export function promptTask({ step }: PairedStep, signal: AbortSignal): Promise<TaskAction> {
  console.log(`\n${step.heading}\n  ${step.goal}`)
  return choice('[c]heck, [h]int, [s]olution or [q]uit? ', ['check', 'hint', 'solution', 'quit'], signal)
}

/** Asks until the answer is one of the words, or the first letter of one. */
async function choice<Word extends string>(
  question: string,
  words: readonly (Word | 'quit')[],
  signal: AbortSignal,
): Promise<Word | 'quit'> {
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  const closed = Promise.withResolvers<string>()
  const close = () => closed.resolve('q')
  lines.once('close', close)
  // A terminal that has been closed cannot be read; that is an end of input like any other.
  lines.on('error', close)
  signal.addEventListener('abort', close)
  if (signal.aborted) close()
  try {
    for (;;) {
      const asked = lines.question(question).catch(() => 'q')
      const answer = (await Promise.race([asked, closed.promise])).trim().toLowerCase()
      const chosen = words.find((word) => word === answer || word[0] === answer)
      if (chosen !== undefined) return chosen
    }
  } finally {
    signal.removeEventListener('abort', close)
    lines.close()
  }
}
