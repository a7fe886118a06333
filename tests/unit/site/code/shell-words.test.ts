import { expect, test } from '@playwright/test'
import { listPages, loadPage } from '../../../../src/page/index.ts'
import { ROOT } from '../../../../src/shared/root.ts'
import { shellWords } from '../../../../src/site/code/shell-words.ts'

const whole = (command: string) => shellWords(command).flatMap(({ text, whole }) => (whole ? [text] : []))

test('shellWords keeps flags, paths and quoted words whole', () => {
  expect(whole(`curl --fail http://a/b -H 'Host: a' plain`)).toEqual(['--fail', 'http://a/b', '-H', `'Host: a'`])
  expect(whole(`openssl req -subj "/O=Foreign/CN=Foreign root"`)).toEqual(['-subj', `"/O=Foreign/CN=Foreign root"`])
})

test('shellWords lets a word be broken that is longer than half a line', () => {
  expect(whole(`echo a-${'b'.repeat(80)}`)).toEqual([])
})

test('shellWords keeps the bytes of every command', async () => {
  for (const id of await listPages(ROOT))
    for (const { command } of (await loadPage(ROOT, id)).steps)
      expect(
        shellWords(command)
          .map(({ text }) => text)
          .join(''),
      ).toBe(command)
  expect(shellWords(`it's "unclosed\n`).map(({ text }) => text)).toEqual([`it's "unclosed\n`])
})
