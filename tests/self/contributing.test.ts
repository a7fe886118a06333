import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROJECT } from '../../src/shared/root.ts'
import { inProject, npmRun } from '../support/project.ts'
import { expect, test } from '../support/supplied.ts'

test('the runbook that docs/contributing.md walks through is one that passes', async () => {
  test.setTimeout(10 * 60_000)
  const text = await readFile(inProject('docs/contributing.md'), 'utf8')
  const page = /^````mdx\n([^]*?)^````$/m.exec(text)?.[1]
  const script = /^```ts\n([^]*?)^```$/m.exec(text)?.[1]?.replaceAll("'../src/", `'${PROJECT}/src/`)
  const root = await mkdtemp(join(tmpdir(), 'proving-ground-test-'))
  for (const directory of ['content/runbooks', 'runbooks', 'evidence'])
    await mkdir(join(root, directory), { recursive: true })
  await writeFile(join(root, 'content/runbooks/create-team.mdx'), page ?? '')
  await writeFile(join(root, 'runbooks/create-team.ts'), script ?? '')
  const environment = { PROVING_GROUND_ROOT: root }
  const dry = await npmRun(['runbook', 'create-team', '--', '--dry-run'], environment)
  expect(dry.code, dry.text).toBe(0)
  const real = await npmRun(['runbook', 'create-team', '--', '--set', 'TEAM=red'], environment)
  expect(real.text).toContain('PASSED  create-team  3 steps')
  expect(real.code, real.text).toBe(0)
})
