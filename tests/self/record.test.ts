import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { proofState } from '../../src/evidence/index.ts'
import { fixture } from '../support/fixture.ts'
import { npmRun } from '../support/project.ts'
import { editFile } from '../support/recorded-project.ts'
import { expect, test } from '../support/supplied.ts'

test('npm run record refuses a run whose script changed meanwhile, names it, and writes the others', async () => {
  test.setTimeout(10 * 60_000)
  const environment = await fixture([{ id: 'a', command: 'echo ok' }])
  const root = environment['PROVING_GROUND_ROOT']!
  await copyFile(join(root, 'content/runbooks/x.mdx'), join(root, 'content/runbooks/y.mdx'))
  const script = await readFile(join(root, 'runbooks/x.ts'), 'utf8')
  await writeFile(join(root, 'runbooks/y.ts'), script.replace("runbook('x'", "runbook('y'"))
  await editFile(root, 'content/runbooks/x.mdx', 'echo ok', `echo '// later' >> ${root}/runbooks/x.ts && echo ok`)
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.org', ...words], { cwd: root })
  git('init', '--quiet')
  git('add', '.')
  git('commit', '--quiet', '--message', 'A made-up project')
  const commit = git('rev-parse', 'HEAD').toString().trim()

  const { code, text } = await npmRun(['record'], environment)
  expect(text).toContain('not written: evidence/x.json: changed while it ran: runbooks/x.ts')
  expect(text).toContain('written: evidence/y.json (2 of 2)')
  expect(text).toContain('npm run record -- --missing')
  expect(code).toBe(1)
  expect(existsSync(join(root, 'evidence/x.json'))).toBe(false)
  expect(await proofState(root, 'y')).toMatchObject({ state: 'verified', evidence: { commit, scope: { whole: true } } })

  const again = await npmRun(['record'], environment)
  expect(again.text).toMatch(/commit first[^]* M runbooks\/x\.ts/)
  expect(again.code).toBe(2)
})
