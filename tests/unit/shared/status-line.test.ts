import { expect, test } from '@playwright/test'
import { StatusLine } from '../../../src/shared/status-line.ts'

const CLEAR = '\r\x1b[2K'

/** A terminal of so many columns, or a file, that keeps what is written. */
function output(columns?: number) {
  const written: string[] = []
  const write = (text: string) => written.push(text)
  return { written, out: columns === undefined ? { write } : { write, isTTY: true, columns } }
}

test('StatusLine begins a line of its own after text without a newline', () => {
  const { written, out } = output()
  const status = new StatusLine(out)
  status.text('a', (text) => `<${text}>`)
  status.line('b')
  expect(written.join('')).toBe('<a>\nb\n')
})

test('StatusLine adds no newline after text that ends its line, whatever its style adds', () => {
  const { written, out } = output()
  const status = new StatusLine(out)
  status.text('a\n', (text) => `${text}\x1b[22m`)
  status.line('b')
  expect(written.join('')).toBe('a\n\x1b[22mb\n')
})

test('StatusLine replaces the status on a terminal, cut to the width, and never in the middle of a line', async () => {
  const { written, out } = output(6)
  const status = new StatusLine(out)
  status.start(() => 'status')
  await expect.poll(() => written.join('')).toBe(`${CLEAR}statu`)
  status.text('mid', (text) => text)
  const before = written.join('')
  await new Promise((resolve) => setTimeout(resolve, 1500))
  status.stop()
  expect(written.join('')).toBe(before)
})
