import { appendFile, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import {
  DECIDE,
  ENGINE_LOCK,
  engineChanges,
  engineDigest,
  engineFiles,
  readEngineLock,
} from '../../../src/evidence/engine-lock.ts'
import { PROJECT } from '../../../src/shared/root.ts'
import { start, type Ended } from '../../support/project.ts'

const changesOf = async (project: string) => engineChanges(await readEngineLock(project), await engineFiles(project))

test(`${ENGINE_LOCK} holds each file of the engine as it is now`, async () => {
  expect(await changesOf(PROJECT), DECIDE).toEqual([])
})

test('engineFiles has the files whose meaning scripts rest on', async () => {
  const files = Object.keys(await engineFiles())
  for (const file of [
    'src/checks/check-data.ts',
    'src/istio/envoy.ts',
    'src/kubernetes/object-matchers.ts',
    'src/runbook/shell/driver.bash',
  ])
    expect(files).toContain(file)
  expect(files).toEqual(files.toSorted())
})

/** A copy of the project, as far as `npm run contract` needs it. */
async function copy(): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), 'engine-lock-'))
  const site = join(PROJECT, 'src/site')
  for (const path of ['src', 'scripts/contract.ts', 'package.json', 'toolchain.yaml', ENGINE_LOCK])
    await cp(join(PROJECT, path), join(project, path), { recursive: true, filter: (from) => from !== site })
  await symlink(join(PROJECT, 'node_modules'), join(project, 'node_modules'))
  return project
}

const contract = (project: string, ...words: string[]): Promise<Ended> =>
  start(['node', join(project, 'scripts/contract.ts'), ...words]).ended

const edits: [what: string, edit: (project: string) => Promise<void>, change: string][] = [
  [
    'was edited',
    (at) => appendFile(join(at, 'src/kubernetes/pod-matchers.ts'), '\n'),
    'changed src/kubernetes/pod-matchers.ts',
  ],
  ['is new', (at) => writeFile(join(at, 'src/istio/a.ts'), ''), 'new src/istio/a.ts'],
  ['is gone', (at) => rm(join(at, 'src/runbook/checks/evaluate.ts')), 'gone src/runbook/checks/evaluate.ts'],
]
for (const [what, edit, change] of edits) {
  test(`engineChanges names a file that ${what}`, async () => {
    const project = await copy()
    await edit(project)
    expect(await changesOf(project)).toEqual([change])
  })
}

test('engineFiles refuses to go without a file that it lists by name', async () => {
  const project = await copy()
  await rm(join(project, 'src/checks/check-data.ts'))
  await expect(engineFiles(project)).rejects.toThrow(
    'src/checks/check-data.ts is not there; src/evidence/engine-lock.ts has to list',
  )
})

test('npm run contract without a decision shows the changes and both decisions, and writes nothing', async () => {
  const project = await copy()
  await appendFile(join(project, 'src/checks/check-data.ts'), '\n')
  const before = await readFile(join(project, ENGINE_LOCK), 'utf8')
  const { code, text } = await contract(project)
  expect(code).toBe(2)
  expect(text).toContain(`changed src/checks/check-data.ts\nerror: no decision was given. ${DECIDE}`)
  expect((await contract(project, 'other')).text).toContain('Allowed choices are same, raise.')
  expect((await contract(project, 'other')).code).toBe(2)
  expect(await readFile(join(project, ENGINE_LOCK), 'utf8')).toBe(before)
})

test('npm run contract -- same keeps the number and takes the files', async () => {
  const project = await copy()
  const before = await readEngineLock(project)
  await appendFile(join(project, 'src/checks/check-data.ts'), '\n')
  const { code, text } = await contract(project, 'same')
  expect({ code, text }).toEqual({
    code: 0,
    text: `changed src/checks/check-data.ts\nwritten: ${ENGINE_LOCK}; the contract stays ${before.contract}\n`,
  })
  expect(await changesOf(project)).toEqual([])
  const after = await readEngineLock(project)
  expect(after.contract).toBe(before.contract)
  expect(engineDigest(after)).not.toBe(engineDigest(before))
  expect((await contract(project, 'same')).text).toBe(
    `the engine is that of ${ENGINE_LOCK}, contract ${after.contract}\n`,
  )
})

test('npm run contract -- raise raises the number, also after a decision for the same', async () => {
  const project = await copy()
  const { contract: number } = await readEngineLock(project)
  await appendFile(join(project, 'src/checks/check-data.ts'), '\n')
  const { code, text } = await contract(project, 'raise')
  expect(code).toBe(0)
  expect(text).toContain(`contract ${number} is now ${number + 1}\n`)
  expect(await changesOf(project)).toEqual([])
  await contract(project, 'raise')
  expect((await readEngineLock(project)).contract).toBe(number + 2)
})

const damaged: [what: string, text: string | undefined][] = [
  ['is missing', undefined],
  ['has a merge conflict', '{ "contract": 1,\n<<<<<<< a\n'],
  ['has no number', '{ "files": {} }'],
  ['has a file without SHA-256', '{ "contract": 1, "files": { "src/checks/check-data.ts": "" } }'],
]
for (const [what, text] of damaged) {
  test(`readEngineLock refuses a lock that ${what}, and says what to do`, async () => {
    const project = await mkdtemp(join(tmpdir(), 'engine-lock-'))
    if (text !== undefined) await writeFile(join(project, ENGINE_LOCK), text)
    await expect(readEngineLock(project)).rejects.toThrow(/^engine\.lock\.json: [^]*\nRestore it\..* npm run contract$/)
  })
}
