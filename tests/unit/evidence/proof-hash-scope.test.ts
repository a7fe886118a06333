import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from '@playwright/test'
import { changedFiles, hashOf, proofHash, readProofInputs } from '../../../src/evidence/index.ts'
import { loadPage } from '../../../src/page/index.ts'
import { fixture } from '../../support/fixture.ts'

const PAGE = 'content/runbooks/x.mdx'
const START = 'content/runbooks/y.mdx'

const step = (props: string, command: string) => `<Step ${props}>\n\n\`\`\`bash\n${command}\n\`\`\`\n\n</Step>\n`
const LOOK = step('id="look" title="Look" readOnly success="A list."', 'kubectl get pods')
const OLD = step(
  'id="old" title="Old" readOnly success="Refused." exitCode="1" outputContains="unknown"',
  'kubectl get nothing',
)
const GONE = step('id="gone" title="Gone" readOnly success="Nothing."', 'kubectl get namespaces')

const FILES: Record<string, string> = {
  [PAGE]: `---
title: X
description: A made-up runbook.
startsFrom: y
needs: [helm]
variables:
  - { name: TEAM, default: red, pattern: '[a-z]+', description: Whose. }
  - { name: SPARE, default: none, pattern: none, description: Nothing. }
---

A sentence.

## First

${step('id="make" title="Make" changes="Makes it." success="Made." goal="Have it." hint="Make it." undo="gone drop"', 'kubectl create namespace "${TEAM:?}"')}
${LOOK}
${OLD}
## Clean up

${GONE}
${step('id="drop" title="Drop" changes="Drops it." success="Dropped."', 'kubectl delete namespace "${TEAM:?}"')}
`,
  [START]: `---\ntitle: Y\ndescription: A made-up start.\n---\n\n${step('id="begin" title="Begin" readOnly waits success="W"', 'echo begin')}\n${step('id="see" title="See" readOnly success="V"', 'echo see')}`,
  'runbooks/x.ts': `import { WORD } from './shared/words.ts'
import type { Shape } from './shared/shape.ts'
import { look } from '../src/kubernetes/look.ts'
export const said: Shape = [WORD, look]
`,
  'runbooks/y.ts': 'export {}\n',
  'runbooks/shared/words.ts': `export { WORD } from './word.ts'\n`,
  'runbooks/shared/word.ts': `export const WORD = 'ok'\n`,
  'runbooks/shared/shape.ts': 'export type Shape = unknown[]\n',
  'src/kubernetes/look.ts': 'export const look = true\n',
}

/** A made-up project in which the runbook x starts from y, and each property of a step is given. */
async function project(): Promise<string> {
  const { PROVING_GROUND_ROOT: root = '' } = await fixture([])
  for (const [file, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), text)
  }
  return root
}

type Change = [what: string, file: string, from: string, to: string]

/** Whether the hash is another after that edit. */
async function ages([what, file, from, to]: Change): Promise<boolean> {
  const root = await project()
  const before = await proofHash(root, 'x')
  const text = await readFile(join(root, file), 'utf8')
  expect(text, what).toContain(from)
  await writeFile(
    join(root, file),
    text.replace(from, () => to),
  )
  return (await proofHash(root, 'x')) !== before
}

const proven: Change[] = [
  ['step.id', PAGE, 'id="look"', 'id="see"'],
  ['step.command', PAGE, 'get pods', 'get services'],
  ['step.readOnly', PAGE, 'readOnly success="Refused."', 'changes="All." success="Refused."'],
  ['step.undo', PAGE, 'undo="gone drop"', 'undo="drop"'],
  ['step.expectedFailure, its status', PAGE, 'exitCode="1"', 'exitCode="2"'],
  ['step.expectedFailure, its text', PAGE, 'outputContains="unknown"', 'outputContains="none"'],
  ['step.cleanup', PAGE, `## Clean up\n\n${GONE}`, `${GONE}\n## Clean up\n`],
  ['the order of the steps', PAGE, `${LOOK}\n${OLD}`, `${OLD}\n${LOOK}`],
  ['variable.name', PAGE, 'name: SPARE', 'name: OTHER'],
  ['variable.default', PAGE, 'default: red', 'default: blue'],
  ['variable.pattern', PAGE, "'[a-z]+'", "'[a-z]*'"],
  ['the runbook that it starts from', PAGE, 'startsFrom: y\n', ''],
  ['the command of the runbook that it starts from', START, 'echo begin', 'echo start'],
  ['a part of the toolchain that it needs', PAGE, '[helm]', '[cni]'],
  ['the script', 'runbooks/x.ts', '[WORD, look]', '[look, WORD]'],
  ['the script of the runbook that it starts from', 'runbooks/y.ts', 'export {}', 'export default 1'],
  ['a file in runbooks/ that its script imports', 'runbooks/shared/words.ts', 'WORD', 'WORD as WORD'],
  ['a file in runbooks/ that such a file imports', 'runbooks/shared/word.ts', "'ok'", "'no'"],
]
for (const change of proven) {
  test(`proofHash changes with ${change[0]}`, async () => {
    expect(await ages(change)).toBe(true)
  })
}

const unproven: Change[] = [
  ['the title of the page', PAGE, 'title: X', 'title: Z'],
  ['the description of the page', PAGE, 'A made-up runbook', 'An invented runbook'],
  ['variable.description', PAGE, 'Whose.', 'Of whom.'],
  ['step.line', PAGE, 'A sentence.', 'A sentence.\n\nAnother.'],
  ['step.heading', PAGE, '## First', '## Second'],
  ['step.title', PAGE, 'title="Look"', 'title="See"'],
  ['step.changes', PAGE, 'changes="Makes it."', 'changes="Creates it."'],
  ['step.success', PAGE, 'success="Made."', 'success="It is there."'],
  ['step.goal', PAGE, 'goal="Have it."', 'goal="Get it."'],
  ['step.hint', PAGE, 'hint="Make it."', 'hint="Create it."'],
  ['prose of the runbook that it starts from', START, 'success="W"', 'success="It began."'],
  ['a step of the runbook that it starts from which a start state does not run', START, 'echo see', 'echo look'],
  ['step.waits', PAGE, 'readOnly success="Nothing."', 'readOnly waits success="Nothing."'],
  ['a file of the engine that its script imports', 'src/kubernetes/look.ts', 'true', 'false'],
  ['a file of which its script imports only a type', 'runbooks/shared/shape.ts', 'unknown[]', 'string[]'],
]
for (const change of unproven) {
  test(`proofHash does not depend on ${change[0]}`, async () => {
    expect(await ages(change)).toBe(false)
  })
}

test('proofHash is tested with each property of a step and of a variable', async () => {
  const { steps, variables } = await loadPage(await project(), 'x')
  const listed = [...proven, ...unproven].map(([what]) => what.replace(/,.*/, ''))
  for (const name of Object.keys(steps[0]!)) expect(listed).toContain(`step.${name}`)
  for (const name of Object.keys(variables[0]!)) expect(listed).toContain(`variable.${name}`)
})

test('hashOf changes with the number of the contract, and changedFiles then names its lock', async () => {
  const inputs = await readProofInputs(await project(), 'x')
  const raised = { ...inputs, contract: inputs.contract + 1 }
  expect(hashOf(raised, 'source')).not.toBe(hashOf(inputs, 'source'))
  expect(changedFiles(inputs, raised, 'source')).toEqual(['engine.lock.json'])
})
