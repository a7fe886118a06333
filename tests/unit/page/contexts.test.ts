import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { loadContextRules } from '../../../src/page/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { fixture } from '../../support/fixture.ts'

async function rules(text: string) {
  const { PROVING_GROUND_ROOT: root = '' } = await fixture([{ id: 'a', command: 'echo ok' }])
  await writeFile(join(root, 'content/contexts.yaml'), text)
  return loadContextRules(root)
}

test('loadContextRules has what the pages of the course may do on a cluster of the reader’s own', async () => {
  const uses = [...(await loadContextRules(ROOT))].map(([id, { use }]) => `${id}: ${use}`)
  expect(uses).toEqual(
    expect.arrayContaining(['inspect-control-plane: read', 'install-default: change', 'break-webhook: break']),
  )
})

test('loadContextRules says of mesh-sync-state why the states of proxies are not compared, and compares the last step', async () => {
  const { example } = (await loadContextRules(ROOT)).get('mesh-sync-state')!
  expect([...example]).toEqual([['verbose', 'A mesh without proxies has no state to show.']])
})

const wrong: [promise: string, text: string, says: RegExp][] = [
  ['of a page that does not exist', 'y: { use: read }', /there is no runbook y/],
  ['of a step that does not exist', 'x: { use: read, example: { b: It is. } }', /x has no step b/],
  ['that says it changes what it only reads', 'x: { use: change }', /x changes nothing: its use is read/],
  ['with a reason that is no sentence', 'x: { use: read, example: { a: because } }', /contexts\.yaml:1: x\.example\.a/],
]
for (const [promise, text, says] of wrong) {
  test(`loadContextRules refuses a rule ${promise}`, async () => {
    await expect(rules(text)).rejects.toThrow(says)
  })
}
