import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { npmRun } from '../support/project.ts'

/** Small, and with neither a cluster nor a browser. */
const TESTS = 'tests/unit/shared'

let directory: string
test.beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'proving-ground-test-'))))
test.afterEach(() => rm(directory, { recursive: true }))

/** Runs one of the parts, as a machine of a pull request does. @returns how many tests ran there */
async function runPart(part: number, of: number): Promise<number> {
  const words = ['--project=unit', TESTS, `--shard=${part}/${of}`, `--output=${join(directory, `out-${part}`)}`]
  const { code, text } = await npmRun(['test:shard', '--', ...words], {
    PLAYWRIGHT_BLOB_OUTPUT_FILE: join(directory, 'parts', `units-${part}.zip`),
  })
  expect(code, text).toBe(0)
  return Number(/^(\d+) passed, 0 failed, 0 skipped$/m.exec(text)?.[1])
}

test('two parts of the unit tests have tests of their own, and become one report of all', async () => {
  const first = await runPart(1, 2)
  const second = await runPart(2, 2)
  expect(Math.min(first, second)).toBeGreaterThan(0)
  const { code, text } = await npmRun(['test:merge', '--', join(directory, 'parts')], {
    PLAYWRIGHT_JUNIT_OUTPUT_FILE: join(directory, 'junit.xml'),
    PLAYWRIGHT_HTML_OUTPUT_DIR: join(directory, 'html'),
  })
  expect(code, text).toBe(0)
  expect(text).toMatch(new RegExp(`^${first + second} passed, 0 failed, 0 skipped$`, 'm'))
  const cases = (await readFile(join(directory, 'junit.xml'), 'utf8')).match(/<testcase name="[^"]*"/g)
  expect(new Set(cases).size).toBe(first + second)
  expect(await readFile(join(directory, 'html/index.html'), 'utf8')).toContain('<html')
})

test('the parts of a pull request are all runbooks, whatever is selected for npm test', async () => {
  const { code, text } = await npmRun(['test:shard', '--', '--project=runbooks', '--list', '--reporter=json'])
  expect(code, text).toBe(0)
  expect(text).toContain('"which": "every"')
})
