import { execFileSync } from 'node:child_process'
import { expect, test } from '@playwright/test'
import { exportBlock, resolveValues, ValueError } from '../../../src/page/index.ts'

const variable = { name: 'REVISION', default: 'canary', pattern: '[a-z][a-z0-9-]*', description: 'M.' }
const hostile = ["a'b", 'a"b', 'a\nb', '$(touch /tmp/x)', '`id`', 'a;b', 'a b', '', 'A', 'canary\n', '-a']

for (const value of hostile) {
  test(`resolveValues refuses a value that its pattern does not allow: ${JSON.stringify(value)}`, () => {
    expect(() => resolveValues([variable], { REVISION: value })).toThrow(ValueError)
  })
}

test('resolveValues refuses an unknown variable and names those that there are', () => {
  expect(() => resolveValues([variable], { REVISON: 'x' })).toThrow(/it has REVISION/)
})

test('exportBlock gives bash each value byte for byte', () => {
  const open = { ...variable, pattern: '[^]*' }
  for (const value of ["it's", '$(id)', '`id`', 'a\\b', '"', '!!', 'ä€']) {
    const block = exportBlock([open], { REVISION: value })
    const seen = execFileSync('bash', ['--noprofile', '--norc', '-c', `${block}\nprintf %s "$REVISION"`], {
      encoding: 'utf8',
    })
    expect(seen).toBe(value)
  }
})
