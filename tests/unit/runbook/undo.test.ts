import { expect, test } from '@playwright/test'
import { parsePage } from '../../../src/page/parse.ts'
import { pair } from '../../../src/runbook/plan/plan.ts'
import { runbook } from '../../../src/runbook/index.ts'
import { stepsToUndo } from '../../../src/runbook/run/run-in-progress.ts'

const step = (id: string, more: string) =>
  `<Step id="${id}" title="T" changes="C" success="W"${more}>\n\n\`\`\`bash\nkubectl version\n\`\`\`\n\n</Step>\n\n`
const page = await parsePage(
  'x',
  'x.mdx',
  '---\ntitle: X\ndescription: D.\n---\n\n' +
    step('label', ' undo="label-back"') +
    step('restart', ' undo="restart-back"') +
    step('label-back', '') +
    step('restart-back', ''),
)
const script = runbook('x', ({ step: prove }) => {
  for (const { id } of page.steps) prove(id, () => Promise.resolve())
})
const steps = pair(page, script)
const ids = (ran: number) => stepsToUndo(steps, steps.slice(0, ran)).map((paired) => paired.step.id)

test('stepsToUndo keeps the order of the page', () => {
  expect(ids(2)).toEqual(['label-back', 'restart-back'])
})

test('stepsToUndo leaves out what is undone already', () => {
  expect(ids(3)).toEqual(['restart-back'])
  expect(ids(4)).toEqual([])
})

test('stepsToUndo has the undo of steps that ran, and of no others', () => {
  expect(ids(1)).toEqual(['label-back'])
})
