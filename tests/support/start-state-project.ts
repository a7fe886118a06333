import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT, ROOT } from '../../src/shared/root.ts'
import { fixture, type Files, type FixtureStep } from './fixture.ts'

/** A made-up runbook that starts from a real one. */
export interface MadeUpRunbook {
  id: string
  steps: readonly FixtureStep[]
  /** The objects that its script says remain, so that its own comparison lets it pass. */
  allowed?: readonly string[]
}

/** Writes a project with the runbook `install-default` of the course, and made-up ones that start from it. @returns its root */
export async function projectFrom(runbooks: readonly MadeUpRunbook[]): Promise<string> {
  const { PROVING_GROUND_ROOT: root = '' } = await fixture(runbooks[0]!.steps, (files) => {
    // Playwright compiles what a test loads, and takes for CommonJS what no package says is something else.
    files['package.json'] = '{ "type": "module" }\n'
    files['content/runbooks/install-default.mdx'] = read('content/runbooks/install-default.mdx')
    files['runbooks/install-default.ts'] = read('runbooks/install-default.ts').replaceAll(
      "'../src/",
      `'${PROJECT}/src/`,
    )
    for (const one of runbooks) Object.assign(files, filesOf(one, files))
    delete files['content/runbooks/x.mdx']
    delete files['runbooks/x.ts']
  })
  return root
}

function filesOf({ id, steps, allowed = [] }: MadeUpRunbook, made: Files): Files {
  const shown = steps.map(
    ({ id: step, command }) =>
      `<Step id="${step}" title="T" readOnly success="W">\n\n\`\`\`bash\n${command}\n\`\`\`\n\n</Step>\n`,
  )
  const [head = ''] = made['runbooks/x.ts']!.split('export default')
  const proofs = steps.map(
    ({ id: step, proof = 'await check(output).contains("ok")' }) =>
      `  step('${step}', async ({ output }) => {\n    ${proof}\n  })`,
  )
  const remainder = allowed.map((object) => `  allowLeftover('${object}', 'it is what the test is about')`)
  return {
    [`content/runbooks/${id}.mdx`]: `---\ntitle: X\ndescription: Made up.\nstartsFrom: install-default\n---\n\n${shown.join('\n')}`,
    [`runbooks/${id}.ts`]: [
      `${head}export default runbook('${id}', ({ step, allowLeftover }) => {`,
      ...remainder,
      ...proofs,
      '})',
      '',
    ].join('\n'),
  }
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}
