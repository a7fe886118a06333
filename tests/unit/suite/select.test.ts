import { mkdtemp, mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from '@playwright/test'
import { $ } from 'zx'
import { ROOT } from '../../../src/shared/root.ts'
import { listPages } from '../../../src/page/index.ts'
import { selectRunbooks } from '../../../src/suite/selection-candidates.ts'
import { changedIn, recentChanges } from '../../../src/suite/recent-changes.ts'
import { BUDGET, select, type Candidate } from '../../../src/suite/select.ts'

const of = (id: string, seconds: number, commit?: number): Candidate => ({ id, seconds, changedIn: commit })
const many = Array.from({ length: 70 }, (_, i) => of(`runbook-${i}`, 60))

test('select takes all runbooks while they fit into the time', () => {
  expect(select([of('a', 600), of('b', 600)], [], 'x').size).toBe(2)
  expect(select([of('a', 600), of('b', 601)], [], 'x').size).toBe(1)
})

test('select takes the core whatever its time', () => {
  expect([...select([of('a', 10), of('core', 2000), of('b', 10)], ['core'], 'x')]).toEqual(['core'])
})

test('select takes what changed in a newer commit before what changed in an older one, and before the rest', () => {
  const changed = [of('old', 500, 7), of('new', 500, 0), of('middle', 500, 3)]
  for (const seed of ['1', '2', '3', '4']) {
    expect([...select([...many, ...changed], [], seed)].slice(0, 2)).toEqual(['new', 'middle'])
    expect([...select([...changed, ...many], ['runbook-5'], seed, 560)]).toEqual(['runbook-5', 'new'])
  }
})

test('select leaves out what does not fit any more for something shorter', () => {
  expect([...select([of('long', 1100, 1), of('short', 100, 2), of('first', 500, 0)], [], 'x')]).toEqual([
    'first',
    'short',
  ])
})

test('select takes the same runbooks at the same commit, and in the end all at others', () => {
  const first = [...select(many, [], 'a')]
  expect([...select(many.toReversed(), [], 'a')]).toEqual(first)
  expect(first.length).toBe(BUDGET / 60)
  const all = new Set(Array.from({ length: 40 }, (_, i) => [...select(many, [], String(i))]).flat())
  expect(all.size).toBe(70)
})

test('changedIn finds the newest change that has one of the files', () => {
  const changes = [['a'], ['b', 'c'], ['c']]
  expect(changedIn(changes, ['c', 'x'])).toBe(1)
  expect(changedIn(changes, ['a'])).toBe(0)
  expect(changedIn(changes, ['x'])).toBeUndefined()
})

test('recentChanges tells of what is not committed first, then of each commit, below the root of the project', async () => {
  const repository = await mkdtemp(join(tmpdir(), 'changes-'))
  const root = join(repository, 'course')
  const write = async (file: string, text: string) => {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), text)
  }
  expect(await recentChanges(repository)).toEqual([])
  const git = $({ cwd: repository, quiet: true })
  await git`git init -q && git config user.name T && git config user.email t@example.org`
  for (const [i, file] of ['evidence/a.json', 'content/b.mdx'].entries()) {
    await write(file, `${i}`)
    await git`git add -A && git commit -qm ${file}`
  }
  await write('evidence/a.json', 'edited')
  await write('runbooks/new.ts', 'new')
  expect(await recentChanges(root)).toEqual([
    ['evidence/a.json', 'runbooks/new.ts'],
    ['content/b.mdx'],
    ['evidence/a.json'],
  ])
})

test('selectRunbooks takes the core of this course, and not more than fits', async () => {
  const selected = await selectRunbooks(ROOT)
  const known = await listPages(ROOT)
  expect([...selected].filter((id) => !known.includes(id))).toEqual([])
  for (const id of ['install-default', 'deploy-payments', 'install-canary', 'strict-mtls'])
    expect(selected).toContain(id)
})
