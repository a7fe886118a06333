import { expect, test } from '@playwright/test'
import { listPages, loadPage } from '../../../../src/page/index.ts'
import { ROOT } from '../../../../src/shared/root.ts'
import { shellWords } from '../../../../src/site/code/shell-words.ts'

const whole = (command: string) => shellWords(command).flatMap(({ text, whole }) => (whole ? [text] : []))

test('flags, paths and quoted words stay whole where a line is broken', () => {
  expect(whole(`curl --fail http://a/b -H 'Host: a' plain`)).toEqual(['--fail', 'http://a/b', '-H', `'Host: a'`])
  expect(whole(`openssl req -subj "/O=Foreign/CN=Foreign root"`)).toEqual(['-subj', `"/O=Foreign/CN=Foreign root"`])
})

test('a word longer than half a line may be broken', () => {
  expect(whole(`echo a-${'b'.repeat(80)}`)).toEqual([])
})

test('the parts of every command are its bytes', async () => {
  for (const id of await listPages(ROOT))
    for (const { command } of (await loadPage(ROOT, id)).steps)
      expect(
        shellWords(command)
          .map(({ text }) => text)
          .join(''),
      ).toBe(command)
  expect(shellWords(`it's "unclosed\n`).map(({ text }) => text)).toEqual([`it's "unclosed\n`])
})
