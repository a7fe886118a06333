import { expect, test } from '@playwright/test'
import { proofHash } from '../../../src/evidence/index.ts'
import { listPages, loadPage, parsePage, startStateSteps } from '../../../src/page/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { makePlan } from '../../../src/runbook/index.ts'
import { startSteps } from '../../../src/runbook/plan/plan.ts'
import { fixture, type Files } from '../../support/fixture.ts'
import { editFile } from '../../support/recorded-project.ts'

const block = (command: string) => `\n\n\`\`\`bash\n${command}\n\`\`\`\n\n</Step>\n\n`
const PAGE =
  '---\ntitle: Base\ndescription: D.\n---\n\n' +
  `<Step id="look" title="T" readOnly success="W">${block('echo look')}` +
  `<Step id="make" title="T" changes="C" success="W" undo="unmake">${block('echo make')}` +
  `<Step id="wait" title="T" readOnly waits success="W">${block('echo wait')}` +
  `<Step id="look-again" title="T" readOnly success="W">${block('echo look again')}` +
  `## Clean up\n\n<Step id="unmake" title="T" changes="C" success="W">${block('echo unmake')}`

/** A project in which `x` starts from `base`. */
async function project(): Promise<string> {
  const { PROVING_GROUND_ROOT: root = '' } = await fixture([{ id: 'a', command: 'echo ok' }], (files: Files) => {
    files['package.json'] = '{ "type": "module" }\n'
    files['content/runbooks/base.mdx'] = PAGE
    files['content/runbooks/x.mdx'] = files['content/runbooks/x.mdx']!.replace(
      '\n---\n\n',
      '\nstartsFrom: base\n---\n\n',
    )
    files['runbooks/base.ts'] = files['runbooks/x.ts']!.replace("runbook('x'", "runbook('base'").replace(
      /^ {2}step\('a'[^]*?^ {2}\}\)$/m,
      ['look', 'make', 'wait', 'look-again', 'unmake'].map((id) => `  step('${id}', async () => {})`).join('\n'),
    )
  })
  return root
}

test('startSteps has the steps that change something and those that wait for that, in order, and no clean-up', async () => {
  const page = await parsePage('base', 'content/runbooks/base.mdx', PAGE)
  expect(startStateSteps(page).map(({ id }) => id)).toEqual(['make', 'wait'])
  const { chain, target } = await makePlan(await project(), 'x', {})
  expect(startSteps(chain[0]!).map(({ step }) => step.id)).toEqual(['make', 'wait'])
  expect(target.steps.map(({ step }) => step.id)).toEqual(['a'])
})

test('proofHash depends on the steps of the start state that are run, and on no others', async () => {
  const root = await project()
  const base = 'content/runbooks/base.mdx'
  const hash = () => proofHash(root, 'x')
  const before = await hash()
  for (const left of ['echo look', 'echo look again', 'echo unmake']) {
    await editFile(root, base, `\n${left}\n`, `\n${left} more\n`)
    expect(await hash(), left).toBe(before)
  }
  for (const run of ['echo make', 'echo wait']) {
    const earlier = await hash()
    await editFile(root, base, `\n${run}\n`, `\n${run} more\n`)
    expect(await hash(), run).not.toBe(earlier)
  }
  const earlier = await hash()
  await editFile(root, base, 'id="wait" title="T" readOnly waits', 'id="wait" title="T" readOnly')
  expect(await hash(), 'a step that is not run any more').not.toBe(earlier)
})

test('a page that reads events, logs or counters has a test cluster of its own', async () => {
  const pages = await Promise.all((await listPages(ROOT)).map((id) => loadPage(ROOT, id)))
  const wrong = pages.filter(
    ({ cluster, steps }) =>
      cluster === undefined && steps.some(({ command }) => /\bkubectl (get events|describe|logs|top)\b/.test(command)),
  )
  expect(wrong.map(({ file }) => `${file}: write cluster: { own: "<reason>" }`)).toEqual([])
  expect(pages.filter(({ cluster }) => cluster !== undefined).length).toBeGreaterThan(0)
})
