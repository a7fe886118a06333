import { expect, test } from '@playwright/test'
import { PROJECT } from '../../../src/shared/root.ts'
import { start } from '../../support/project.ts'

/** As a command asks before it starts Docker. */
const PROGRAM = `
  const { main } = await import('${PROJECT}/src/command-line/main.ts')
  const { interruptSignal } = await import('${PROJECT}/src/command-line/interrupt.ts')
  const { confirm } = await import('${PROJECT}/src/cluster/machine/confirm.ts')
  const signal = interruptSignal()
  await main(async () => {
    const answer = await confirm('Shall I? [Y/n] ')
    signal.throwIfAborted()
    console.log('agreed: ' + answer)
    return answer ? 0 : 2
  })`

for (const [promise, typed, says, code] of [
  ['Return is a yes', '\r', 'agreed: true', 0],
  ['n is a no', 'n\r', 'agreed: false', 2],
  ['Ctrl-D is a no', '\x04', 'agreed: false', 2],
  ['Ctrl-C interrupts', '\x03', 'error: interrupted by SIGINT', 130],
] as const) {
  test(`confirm on a terminal: ${promise}, without a stack`, async () => {
    // script(1) gives it a terminal, and hands on what comes in and what it ends with.
    const command = `"${process.execPath}" --input-type=module --eval "$PROGRAM"`
    const asking = start(['script', '--quiet', '--return', '--command', command, '/dev/null'], { PROGRAM }, 'pipe')
    await asking.printed(/Shall I\?/)
    asking.child.stdin!.write(typed)
    const ended = await asking.ended
    expect(ended.text).toContain(says)
    expect(ended.text).not.toMatch(/AbortError|^ +at /m)
    expect(ended.code).toBe(code)
  })
}
