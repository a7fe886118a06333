import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { refuseOrphanEvidence } from '../../../../src/evidence/index.ts'
import type { Page } from '../../../../src/page/index.ts'
import { countStatements, statementsText, sumStatements } from '../../../../src/site/post-build/statement-gate.ts'
import { readContent } from '../../../../src/site/post-build/content.ts'
import { coverageText, unrecordedOf, unrecordedText } from '../../../../src/site/post-build/fill-figures.ts'
import { elementsOf } from '../../../../src/site/shared/html.ts'
import { recorded, writeEvidence } from '../../../support/recorded-project.ts'

const page = (id: string, ...commands: string[]) =>
  ({ id, steps: commands.map((command) => ({ command })) }) as unknown as Page
const pages = [page('x', 'a', 'b'), page('y', 'b', 'c', 'd')]

test('coverageText counts commands as run that a recorded run ran', () => {
  const all = unrecordedOf(pages, new Set(['a', 'b', 'c', 'd']))
  expect(coverageText({ run: 4, notRun: 1, unproven: [] }, all)).toBe('4 of 5 commands were run, 80.0%')
  expect(unrecordedText(all)).toBeUndefined()
})

test('coverageText does not count commands of a runbook without evidence as run, and unrecordedText names the runbook', () => {
  const some = unrecordedOf(pages, new Set(['a', 'b']))
  expect(coverageText({ run: 4, notRun: 1, unproven: [] }, some)).toBe('2 of 5 commands were run, 40.0%')
  expect(unrecordedText(some)).toBe('2 commands have no recorded run, in y: npm run record -- --missing')
})

test('readContent knows the commands of recorded runs, and none where the evidence is gone', async () => {
  const { root, evidence } = await recorded((files) => {
    const page = files['content/runbooks/x.mdx']!
    files['content/runbooks/x.mdx'] = page.replace('\n<Step', "\nimport { Step } from '../../components.ts'\n\n<Step")
  })
  expect((await readContent(root)).recorded).toEqual(new Set())
  await writeEvidence(root, evidence)
  expect((await readContent(root)).recorded).toEqual(new Set(['echo ok', 'echo ok again']))
})

const statements = (html: string) =>
  countStatements('lessons/x/index.html', elementsOf(`<div class="sl-markdown-content">${html}</div>`))

test('claimsText counts a statement as shown by a run only where one is recorded', () => {
  const sum = sumStatements([
    statements('<p>It stops. <a data-shown="a#b">a 1</a></p>'),
    statements('<p>It starts. <a data-shown="a#c" data-unrecorded>a 2</a></p>'),
    statements('<p>Both. <a data-shown="a#c" data-unrecorded>a 2</a> <a data-shown="a#b">a 1</a></p>'),
    statements('<p>Said. <a data-shown="a#c" data-unrecorded>a 2</a> <a data-source="s">s</a></p>'),
  ])
  expect(sum).toMatchObject({ shown: 2, unrecorded: 1, sourced: 1, unsourced: [] })
  expect(statementsText(sum)).toBe(
    '3 of 4 statements in the lessons are backed up: 2 by a run, 1 by a source; 1 name a step of which no run is recorded',
  )
})

test('refuseOrphanEvidence refuses evidence of no runbook with the nearest, and accepts what a killed recording left', async () => {
  const root = await mkdtemp(join(tmpdir(), 'orphan-'))
  await refuseOrphanEvidence(root, ['install'])
  await mkdir(join(root, 'evidence'))
  for (const name of ['install.json', 'uninstall.json.new', 'README.md'])
    await writeFile(join(root, 'evidence', name), '')
  await refuseOrphanEvidence(root, ['install'])
  await writeFile(join(root, 'evidence/instal.json'), '{}')
  await expect(refuseOrphanEvidence(root, ['install'])).rejects.toThrow(
    'evidence/instal.json: there is no runbook instal (nearest: install); delete the file',
  )
})
