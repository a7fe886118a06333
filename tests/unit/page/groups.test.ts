import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { listGroups, listPages } from '../../../src/page/index.ts'
import { PROJECT } from '../../../src/shared/root.ts'

const groups = async (text: string) => {
  const root = await mkdtemp(join(tmpdir(), 'groups-'))
  await mkdir(join(root, 'content/runbooks'), { recursive: true })
  for (const id of ['a', 'b']) await writeFile(join(root, `content/runbooks/${id}.mdx`), '')
  await writeFile(join(root, 'content/runbook-groups.yaml'), text)
  return listGroups(root)
}

test('listGroups has every runbook of the course once', async () => {
  const listed = (await listGroups(PROJECT)).flatMap(({ runbooks }) => runbooks)
  expect(listed.toSorted()).toEqual(await listPages(PROJECT))
})

const wrong: [promise: string, text: string, says: RegExp][] = [
  ['leaves one out', '- { title: T, runbooks: [a] }', /b is in no group/],
  ['has one twice', '- { title: T, runbooks: [a, b, a] }', /a is there twice/],
  ['has one that does not exist', '- { title: T, runbooks: [a, b, c] }', /there is no runbook c/],
  ['is no list', 'title: T', /runbook-groups\.yaml:1: /],
]
for (const [promise, text, says] of wrong) {
  test(`listGroups refuses a list that ${promise}`, async () => {
    await expect(groups(text)).rejects.toThrow(says)
  })
}
