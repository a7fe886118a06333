import { readFileSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { changedFiles, proofHash, readProofInputs } from '../../../src/evidence/index.ts'
import { PROJECT } from '../../../src/shared/root.ts'
import { setVariable } from '../../support/environment.ts'
import { editFile, recorded } from '../../support/recorded-project.ts'

const TOOLCHAIN = 'PROVING_GROUND_TOOLCHAIN'
let restore = () => {}
test.afterEach(() => restore())

/** Makes another file of pins count. */
async function withPins(edit: (pins: string) => string): Promise<void> {
  const file = join(await mkdtemp(join(tmpdir(), 'pins-')), 'pins.yaml')
  await writeFile(file, edit(readFileSync(join(PROJECT, 'toolchain.yaml'), 'utf8')))
  restore()
  restore = setVariable(TOOLCHAIN, file)
}

const pins: [what: string, pattern: RegExp, ages: ('source' | 'published')[]][] = [
  ['Istio that is built', /^ {2}version: 1\.31.*$/m, ['source']],
  ['Kubernetes that is built', /^kubernetes: .*$/m, ['source']],
  ['Istio that is published', /^ {2}istio: .*$/m, ['published']],
  ['Kubernetes that is published', /^ {2}kubernetes: .*$/m, ['published']],
  ['the published node image', /^ {2}nodeImage: .*$/m, ['published']],
  ['Helm', /^helm: .*$/m, []],
]
for (const [what, pattern, ages] of pins) {
  test(`a new pin of ${what} ages the proofs of ${ages.join(' and ') || 'no toolchain'}`, async () => {
    const { root } = await recorded()
    const hashes = async () => ({
      source: await proofHash(root, 'x', 'source'),
      published: await proofHash(root, 'x', 'published'),
    })
    await withPins((text) => text)
    const before = await hashes()
    await withPins((text) => text.replace(pattern, (line) => line.replace(/: .*$/, ': 9.9.9')))
    const after = await hashes()
    const aged = (['source', 'published'] as const).filter((toolchain) => before[toolchain] !== after[toolchain])
    expect(aged).toEqual(ages)
  })
}

test('pins of another shape are told with file and line', async () => {
  const { root } = await recorded()
  let line = 0
  await withPins((text) => {
    line = text.slice(0, text.search(/^kubernetes: /m)).split('\n').length
    return text.replace(/^kubernetes: .*$/m, 'kubernetes: [1, 36]')
  })
  await expect(proofHash(root, 'x')).rejects.toThrow(`pins.yaml:${line}: kubernetes: `)
})

const edits: [what: string, file: string, from: string, to: string][] = [
  ['a page', 'content/runbooks/x.mdx', 'echo ok again', 'echo ok twice'],
  ['a script', 'runbooks/x.ts', '"ok"', '"o"'],
]
for (const [what, file, from, to] of edits) {
  test(`changedFiles names ${what} that was edited, and nothing else`, async () => {
    const { root } = await recorded()
    const before = await readProofInputs(root, 'x')
    expect(changedFiles(before, await readProofInputs(root, 'x'), 'source')).toEqual([])
    await editFile(root, file, from, to)
    expect(changedFiles(before, await readProofInputs(root, 'x'), 'source')).toEqual([file])
  })
}

test('changedFiles names an import that was edited, and the file of pins', async () => {
  const { root } = await recorded((files) => {
    files['runbooks/words.ts'] = 'export const WORD = "ok"\n'
    files['runbooks/x.ts'] = `import './words.ts'\n${files['runbooks/x.ts']}`
  })
  const before = await readProofInputs(root, 'x')
  await editFile(root, 'runbooks/words.ts', 'ok', 'no')
  await withPins((text) => text.replace(/^kubernetes: .*$/m, 'kubernetes: 9.9.9'))
  expect(changedFiles(before, await readProofInputs(root, 'x'), 'source')).toEqual([
    'runbooks/words.ts',
    'toolchain.yaml',
    'pins.yaml',
  ])
})
