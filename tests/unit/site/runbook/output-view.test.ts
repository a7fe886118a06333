import { expect, test } from '@playwright/test'
import { mask } from '../../../../src/evidence/index.ts'
import { pieces, OPEN_LINES, shownOutput } from '../../../../src/site/runbook/output-view.ts'
import { recorded } from './pages.ts'

test('pieces keep the text of every recorded output, and mark all that mask would replace', () => {
  let marked = 0
  for (const evidence of recorded.values()) {
    for (const { output } of evidence?.steps ?? []) {
      const shown = pieces(output.text, undefined)
      expect(shown.map(({ text }) => text).join('')).toBe(output.text)
      marked += shown.filter(({ kind }) => kind).length
      const masked = shown.map(({ text, kind }) => (kind ? `<${kind}>` : text)).join('')
      expect(masked.replace(/ {2,}/g, '  ')).toBe(mask(output.text))
    }
  }
  expect(marked).toBeGreaterThan(100)
})

test('pieces mark the words of an expected failure once', () => {
  const shown = pieces('after 10s: no such thing: no such thing\n', 'no such thing')
  expect(shown).toEqual([
    { text: 'after ', kind: undefined },
    { text: '10s', kind: 'age' },
    { text: ': ', kind: undefined },
    { text: 'no such thing', kind: 'says' },
    { text: ': no such thing\n', kind: undefined },
  ])
})

test('shownOutput cuts long output at the ends of lines, and says how many are left out', () => {
  const text = Array.from({ length: 100 }, (_, i) => `line ${i + 1}\n`).join('')
  const { head, tail, left, lines } = shownOutput(text)
  expect([lines, left]).toEqual([100, 70])
  expect(head).toMatch(/^line 1\n[^]*line 20\n$/)
  expect(tail).toMatch(/^line 91\n[^]*line 100\n$/)
  expect(shownOutput('a\nb')).toEqual({ lines: 2, head: 'a\nb', left: 0, tail: '' })
  expect(shownOutput('').lines).toBe(0)
  expect(OPEN_LINES).toBeLessThan(20)
})
