import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { $ } from 'zx'
import { PROJECT } from '../../../src/shared/root.ts'
import { prose } from '../../support/prose.ts'

test('no word of the course is misspelt', async () => {
  const { stdout, stderr } = await $({
    cwd: PROJECT,
    quiet: true,
    nothrow: true,
  })`npx cspell lint --no-progress --config cspell.yaml`
  expect(stdout.trim()).toBe('')
  expect(stderr).toMatch(/Files checked: \d{2,}, Issues found: 0 /)
})

test('cspell finds a misspelt word', async () => {
  const { stdout } = await $({
    cwd: PROJECT,
    quiet: true,
    nothrow: true,
    input: 'The gatewya is up.\n',
  })`npx cspell lint --no-progress --no-summary --config cspell.yaml stdin`
  expect(stdout).toContain('gatewya')
})

/** Of the older page, each run of eight words, as the first ten digits of its SHA-256: nothing of its text is kept. */
const theirs = new Set((await readFile(join(PROJECT, 'tests/unit/project/seed-eight-words.txt'), 'utf8')).split('\n'))

test('the course shares no eight words in a row with the page that it began with', async () => {
  const shared = [...(await prose())].flatMap(([file, text]) => sharedIn(text).map((words) => `${file}: ${words}`))
  expect(shared).toEqual([])
})

test('eight words in a row of the page that the course began with are found', () => {
  // Its title line: a name, not a sentence.
  expect(sharedIn('Module 1.1: Istio Installation & Architecture Complexity: MEDIUMTime')).toHaveLength(1)
})

function sharedIn(text: string): string[] {
  const words =
    text
      .toLowerCase()
      .replaceAll('’', "'")
      .match(/[a-z0-9]+(?:'[a-z]+)?/g) ?? []
  return words
    .map((_word, i) => words.slice(i, i + 8))
    .filter((eight) => eight.length === 8 && theirs.has(hash(eight.join(' '))))
    .map((eight) => eight.join(' '))
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10)
}
