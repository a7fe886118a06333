import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { RecordedBaselines } from '../../../src/runbook/checks/evaluate.ts'
import { FileSubject } from '../../../src/runbook/checks/file-matchers.ts'

const nothingBefore = new RecordedBaselines(new Map())

const directory = await mkdtemp(join(tmpdir(), 'proving-ground-file-'))
await writeFile(join(directory, 'note.txt'), 'installer: istioctl\nprofile: default\n')
const note = new FileSubject(directory, 'note.txt')
const holds = async (matcher: ReturnType<FileSubject['isAbsent']>) => (await matcher.evaluate(nothingBefore)).holds

test('FileSubject finds a line by its form, from its beginning', async () => {
  expect(await holds(note.hasLine(/^profile: \w+$/, 'profile: …'))).toBe(true)
  expect(await holds(note.hasLine(/^default$/, 'default'))).toBe(false)
})

test('FileSubject finds no line in a file that does not exist', async () => {
  const matcher = new FileSubject(directory, 'gone.txt').hasLine(/./, 'of any kind')
  expect(await matcher.evaluate(nothingBefore)).toEqual({ holds: false, observed: 'no such file' })
})

test('FileSubject finds a text, and does not call a file absent that exists', async () => {
  expect(await holds(note.contains('istioctl'))).toBe(true)
  expect(await holds(note.contains('helm'))).toBe(false)
  expect(await holds(note.isAbsent())).toBe(false)
})

for (const [text, seen] of [
  ['installer: Istioctl\n', 'installer: Istioctl'],
  ['Installer: istioctl\nprofile: default\n', 'Installer: istioctl'],
  ['installer: istio\r\nprofile: default\r\n', 'installer: istio\\x0d'],
  ['# Notes\n\n- installer: istioctl\n', '- installer: istioctl'],
  ['profile: default\ninstaler: istioctl\n', 'instaler: istioctl'],
  ['because: works\n', 'no such line'],
  ['', 'no such line'],
] as const) {
  test(`FileSubject shows the line that is nearest to what was asked: ${JSON.stringify(text)}`, async () => {
    await writeFile(join(directory, 'meant.txt'), text)
    const matcher = new FileSubject(directory, 'meant.txt').hasLine(
      /^installer: *(istioctl|helm|render)\b/,
      'installer: istioctl, helm or render',
    )
    expect(await matcher.evaluate(nothingBefore)).toEqual({ holds: false, observed: seen })
  })
}
