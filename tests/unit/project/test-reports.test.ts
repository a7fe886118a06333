import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { loadPasses } from '../../../src/evidence/index.ts'
import { PROJECT } from '../../../src/shared/root.ts'
import { madeUpPass } from '../../support/made-up.ts'
import { start } from '../../support/project.ts'

const one = (id: string, body: string) =>
  `test('${id}', { annotation: { type: 'runbook', description: '${id}' } }, async ({}, info) => {\n${body}\n})\n`
const passes = (id: string) =>
  `info.annotations.push({ type: 'pass', description: ${JSON.stringify(JSON.stringify(madeUpPass(id)))} })`
const thrownAway = `info.annotations.push({ type: 'cluster thrown away', description: 'after b: added ConfigMap a/b' })`

/** Runs made-up tests with the project's own reporters, in a tree of their own. */
async function run(tests: string): Promise<{ root: string; text: string; code: number | null }> {
  await mkdir(join(PROJECT, 'test-results'), { recursive: true })
  const root = await mkdtemp(join(PROJECT, 'test-results/reports-'))
  await mkdir(join(root, 'evidence'))
  const reporters = ['passes', 'summary'].map((name) => [join(PROJECT, 'tests', `${name}.ts`)])
  // By itself Playwright would empty the directory that this tree lies in.
  const config = { outputDir: join(root, 'out'), reporter: reporters }
  await writeFile(join(root, 'playwright.config.mjs'), `export default ${JSON.stringify(config)}\n`)
  await writeFile(join(root, 'a.test.mjs'), `import { test } from '@playwright/test'\n${tests}`)
  const words = [join(PROJECT, 'node_modules/.bin/playwright'), 'test', '--config', join(root, 'playwright.config.mjs')]
  const { text, code } = await start(words, { PROVING_GROUND_ROOT: root }).ended
  return { root, text, code }
}

test('a test run writes each pass, says why a cluster was thrown away, and closes with how many runbooks were run', async () => {
  const { root, text, code } = await run(
    one('a', passes('a')) + one('b', `${passes('b')}\n${thrownAway}`) + one('c', 'test.skip()'),
  )
  expect(await loadPasses(root)).toEqual([madeUpPass('a'), madeUpPass('b')])
  expect(text).toContain('cluster thrown away after b: added ConfigMap a/b\n')
  expect(text).toMatch(
    /\n2 of 3 runbooks run, all passed; 1 not run now, 1 of them without a pass: c\n\n2 passed, 0 failed, 1 skipped\n/,
  )
  expect(code).toBe(0)
})

test('a test run writes no pass of a runbook that failed, and names it', async () => {
  const { root, text, code } = await run(one('a', passes('a')) + one('b', `${passes('b')}\nthrow new Error('no')`))
  expect(await loadPasses(root)).toEqual([madeUpPass('a')])
  expect(text).toContain('2 of 2 runbooks run, 1 failed: b\n')
  expect(code).toBe(1)
})
