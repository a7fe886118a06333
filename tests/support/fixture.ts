import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROJECT } from '../../src/shared/root.ts'

/** A step of a made-up page. */
export interface FixtureStep {
  id: string
  command: string
  /** Attributes of `<Step>` besides its id; a reading step when not given. */
  attributes?: string
  /** The body of the step's function; no `step(…)` in the script when null. */
  proof?: string | null
  /** Options of the step, as source. */
  options?: string
}

/**
 * Writes a tree with one runbook, `x`, made of these steps: a page and a script that the engine takes for a project.
 * @param edit changes the files before they are written
 * @returns the environment variable that makes the commands use it
 */
export async function fixture(
  steps: readonly FixtureStep[],
  edit: (files: Files) => void = () => undefined,
): Promise<Record<string, string>> {
  const root = await mkdtemp(join(tmpdir(), 'proving-ground-test-'))
  const files: Files = { 'content/runbooks/x.mdx': page(steps), 'runbooks/x.ts': script(steps) }
  edit(files)
  for (const directory of ['content/runbooks', 'runbooks', 'evidence'])
    await mkdir(join(root, directory), { recursive: true })
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text)
  return { PROVING_GROUND_ROOT: root }
}

/** Paths below the tree to contents. */
export type Files = Record<string, string>

function page(steps: readonly FixtureStep[]): string {
  const shown = steps.map(
    ({ id, command, attributes = 'readOnly success="W"' }) =>
      `<Step id="${id}" title="T" ${attributes}>\n\n\`\`\`bash\n${command}\n\`\`\`\n\n</Step>\n`,
  )
  return `---\ntitle: X\ndescription: A made-up runbook.\n---\n\n${shown.join('\n')}`
}

function script(steps: readonly FixtureStep[]): string {
  const calls = steps
    .filter((step) => step.proof !== null)
    .map(
      ({ id, proof = 'await check(output).contains("ok")', options = '{}' }) =>
        `  step('${id}', ${options}, async ({ cluster, output }) => {\n    ${proof}\n  })`,
    )
  return [
    `import { check, podsOf, runbook } from '${PROJECT}/src/runbook/index.ts'`,
    `export default runbook('x', ({ step }) => {`,
    ...calls,
    `})`,
    '',
  ].join('\n')
}
