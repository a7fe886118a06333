import { loadEvidence, withDigest, type Evidence, type ProofState } from '../../../../src/evidence/index.ts'
import { listPages, loadPage, parsePage, type Page } from '../../../../src/page/index.ts'
import { ROOT } from '../../../../src/shared/root.ts'
import { madeUpEvidence } from '../../../support/made-up.ts'

/** The runbook pages of the course. */
export const runbooks = await Promise.all((await listPages(ROOT)).map((id) => loadPage(ROOT, id)))

/** Their recorded runs, by id. */
export const recorded = new Map(
  await Promise.all(runbooks.map(async ({ id }) => [id, await loadEvidence(ROOT, id)] as const)),
)

/** The proof of a page of the course, as if nothing had changed since its run. */
export function proofOf({ id }: Page): ProofState {
  const evidence = recorded.get(id)
  return evidence ? { state: 'verified', evidence } : { state: 'none' }
}

/** The proof of a page that was never run. */
export const none: ProofState = { state: 'none' }

/** The address of a page that `page` makes. */
export const ADDRESS = 'https://course.example/runbooks/x/'

/** Steps of a page: of each the attributes, and the command. */
export type Steps = readonly [attributes: string, command: string][]

/**
 * A page of steps.
 * @param clean what stands under "Clean up"
 * @param front more lines for the front matter
 */
export function page(steps: Steps, clean: Steps = [], front = ''): Promise<Page> {
  const text = (list: Steps) =>
    list
      .map(
        ([attributes, command]) =>
          `<Step title="T" ${attributes} success="W">\n\n\`\`\`bash\n${command}\n\`\`\`\n\n</Step>\n\n`,
      )
      .join('')
  return parsePage(
    'x',
    'x.mdx',
    `---\ntitle: X\ndescription: D.\n${front}---\n\n## Steps\n\n${text(steps)}## Clean up\n\n${text(clean)}`,
  )
}

/** A run of that page in which nothing was checked and nothing changed. @param output what each step printed */
export function evidenceOf({ id, steps }: Page, output: string): Evidence {
  const made = madeUpEvidence(
    id,
    'f'.repeat(64),
    steps.map((step) => ({ ...step, says: output })),
  )
  return withDigest({
    ...made,
    steps: made.steps.map((record, i) => ({
      ...record,
      exitCode: steps[i]!.expectedFailure?.exitCode ?? 0,
      checks: [],
      changes: [],
    })),
    traffic: [],
    leftovers: { compared: 0, differences: [], allowed: [] },
  })
}
