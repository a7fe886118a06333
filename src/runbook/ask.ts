import { createInterface } from 'node:readline/promises'
import type { PairedStep } from './pair.ts'

/** Asks on the terminal what to do with a step. The end of input counts as "quit". */
export async function ask({ step, page }: PairedStep): Promise<'run' | 'skip' | 'quit'> {
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('q')))
  try {
    console.log(`\n${page.id}#${step.id}\n${step.command}\n${step.reads ? 'Changes nothing.' : step.changes}`)
    for (;;) {
      const answer = await Promise.race([lines.question('[r]un, [s]kip or [q]uit? '), closed])
      if (/^r(un)?$/i.test(answer.trim())) return 'run'
      if (/^s(kip)?$/i.test(answer.trim())) return 'skip'
      if (/^q(uit)?$/i.test(answer.trim())) return 'quit'
    }
  } finally {
    lines.close()
  }
}
