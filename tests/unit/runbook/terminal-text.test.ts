import { expect, test } from '@playwright/test'
import { TerminalText } from '../../../src/runbook/report/harmless-text.ts'

/** What a terminal is shown of these bytes when they arrive in two pieces, cut at every place. */
function inTwoPieces(bytes: Buffer): string[] {
  return [...bytes.keys()].map((at) => {
    const text = new TerminalText()
    return text.take(bytes.subarray(0, at)) + text.take(bytes.subarray(at)) + text.end()
  })
}

for (const [what, printed, shown] of [
  ['a character of several bytes', 'größer ✔ 🙂\n', 'größer ✔ 🙂\n'],
  ['a color', '\x1b[1;32m✔\x1b[0m done\n', '✔ done\n'],
  ['what moves the cursor', 'ok\x1b[2Jno\n', 'ok\\x1b[2Jno\n'],
  ['what turns the direction of text', 'a\u202eb\u2066c\n', 'a\\u202eb\\u2066c\n'],
  ['a carriage return', 'one\rtwo\n', 'one\\x0dtwo\n'],
  ['an escape at the very end', 'ok\x1b', 'ok\\x1b'],
] as const) {
  test(`TerminalText makes ${what} harmless wherever the pieces are cut`, () => {
    expect(new Set(inTwoPieces(Buffer.from(printed)))).toEqual(new Set([shown]))
  })
}

test('TerminalText shows bytes that are no text as escapes', () => {
  expect(inTwoPieces(Buffer.from([0x6f, 0xff, 0x6b]))[1]).toBe('o\ufffdk')
})
