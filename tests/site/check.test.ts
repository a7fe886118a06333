import { mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, matchesGlob } from 'node:path'
import { expect, test } from '@playwright/test'
import { $ } from 'zx'
import { PROJECT } from '../../src/shared/root.ts'
import { inProject, npmRun } from '../support/project.ts'

// A type check reads all files; a busy machine takes minutes. It also writes Astro's types, so it may not run beside a build.
test.setTimeout(600_000)

const { scripts } = JSON.parse(await readFile(inProject('package.json'), 'utf8')) as { scripts: { check: string } }
const parts = scripts.check.split(' && ')

test('npm run check consists of the parts that are tested here, and of the prose, which has tests of its own', () => {
  expect(parts).toEqual(['types', 'format:check', 'lint', 'unused', 'prose'].map((part) => `npm run ${part}`))
})

for (const part of ['types', 'format:check', 'unused'])
  test(`npm run ${part} finds nothing`, async () => {
    const { code, text } = await npmRun([part])
    expect(code, text).toBe(0)
  })

interface Finding {
  severity: 'error' | 'warning'
  /** `typescript(await-thenable)`. */
  code: string
  filename: string
}

/** What oxlint says in JSON, by its own severity. */
function findings(json: string): Finding[] {
  return (JSON.parse(json) as { diagnostics: Finding[] }).diagnostics
}

test('npm run lint finds nothing but what is listed, and all that is listed', async () => {
  const { text } = await npmRun(['lint', '--', '--format', 'json'])
  const found = findings(text)
  expect(found.filter(({ severity }) => severity === 'error')).toEqual([])
  const { stdout } = await $({ cwd: PROJECT, quiet: true })`node_modules/.bin/oxlint --print-config`
  const { overrides } = JSON.parse(stdout) as { overrides?: { files: string[]; rules: Record<string, string> }[] }
  const listed = (overrides ?? []).flatMap(({ files, rules }) =>
    Object.keys(rules).flatMap((rule) => files.map((file) => ({ file, rule }))),
  )
  const over = listed.filter(
    ({ file, rule }) =>
      !found.some(({ code, filename }) => matchesGlob(filename, file) && code.endsWith(`(${rule.split('/').at(-1)})`)),
  )
  expect(over, 'no longer needed in .oxlintrc.json').toEqual([])
})

test('oxlint finds a promise that nothing waits for, and a condition that is always true', async () => {
  const root = await mkdtemp(join(tmpdir(), 'lint-'))
  await symlink(inProject('node_modules'), join(root, 'node_modules'))
  await writeFile(join(root, 'tsconfig.json'), '{ "compilerOptions": { "strict": true }, "include": ["*.ts"] }')
  await writeFile(
    join(root, 'wrong.ts'),
    'async function a(): Promise<void> {}\nexport function b(text: string): string {\n  a()\n  return text ?? ""\n}\n',
  )
  const oxlint = inProject('node_modules/.bin/oxlint')
  const { stdout } = await $({
    cwd: root,
    quiet: true,
    nothrow: true,
  })`${oxlint} --config ${inProject('.oxlintrc.json')} --format json wrong.ts`
  const codes = findings(stdout).map(({ severity, code }) => `${severity} ${code}`)
  expect(codes.sort()).toEqual(['error typescript(no-floating-promises)', 'error typescript(no-unnecessary-condition)'])
})
