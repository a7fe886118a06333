import { createInterface } from 'node:readline/promises'
import type { PairedStep } from './pair.ts'
import type { Wish } from './run-result.ts'

/** Asks on the terminal what to do with a step. The end of input counts as "quit". */
export function ask({ step, page }: PairedStep): Promise<'run' | 'skip' | 'quit'> {
  console.log(`\n${page.id}#${step.id}\n${step.command}\n${step.reads ? 'Changes nothing.' : step.changes}`)
  return choice('[r]un, [s]kip or [q]uit? ', ['run', 'skip', 'quit'])
}

/** Tells a learner a task and asks what to do about it. The end of input counts as "quit". */
export function guide({ step }: PairedStep): Promise<Wish> {
  console.log(`\n${step.heading}\n  ${step.goal}`)
  return choice('[c]heck, [h]int, [s]olution or [q]uit? ', ['check', 'hint', 'solution', 'quit'])
}

/** Asks until the answer is one of the words, or the first letter of one. */
async function choice<Word extends string>(
  question: string,
  words: readonly (Word | 'quit')[],
): Promise<Word | 'quit'> {
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('q')))
  try {
    for (;;) {
      const answer = (await Promise.race([lines.question(question), closed])).trim().toLowerCase()
      const chosen = words.find((word) => word === answer || word[0] === answer)
      if (chosen !== undefined) return chosen
    }
  } finally {
    lines.close()
  }
}
