import { createInterface } from 'node:readline/promises'

/**
 * Asks on the terminal; an empty answer counts as yes, the end of input (Ctrl-D) as no. Ctrl-C raises SIGINT as if
 * nothing had been asked.
 */
export async function confirm(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('no')))
  // While lines are read from the terminal, Ctrl-C arrives here instead of as a signal.
  lines.once('SIGINT', () => {
    process.emit('SIGINT')
    lines.close()
  })
  try {
    const answer = await Promise.race([lines.question(question).catch(() => 'no'), closed])
    return !/^n/i.test(answer.trim())
  } finally {
    lines.close()
  }
}
