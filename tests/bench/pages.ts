import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { proofHash } from '../../src/evidence/index.ts'
import { madeUpEvidence, prosePage, runbookPage } from '../support/made-up.ts'
import { inProject } from '../support/project.ts'
import { timed, type Seconds } from '../support/timed.ts'

/** How many pages, and what their build took. */
export interface Growth extends Seconds {
  pages: number
  /** Milliseconds of user and system time for each page that the next smaller course does not have. */
  eachMore: number | null
}

const SIZES = [50, 250, 1000]

/** Builds made-up courses of growing size: what a page costs must not grow with their number. */
export async function measurePages(): Promise<Growth[]> {
  const growth: Growth[] = []
  for (const pages of SIZES) {
    const root = inProject(`test-results/bench-pages/${pages}`)
    await writeCourse(root, pages)
    const seconds = await timed(['npm', 'run', '--silent', 'build'], {
      PROVING_GROUND_ROOT: root,
      SITE_OUT: `${root}-site`,
      SITE_CACHE: `${root}-cache`,
    })
    const last = growth.at(-1)
    const more = last ? (seconds.user + seconds.system - last.user - last.system) / (pages - last.pages) : null
    growth.push({ pages, ...seconds, eachMore: more === null ? null : Math.round(1000 * more) })
    console.log(growth.at(-1))
  }
  return growth
}

/** Half runbooks and half lessons, each about as long as ours. @param root two directories below the project, as the made-up pages expect */
async function writeCourse(root: string, pages: number): Promise<void> {
  for (const directory of ['', '-site', '-cache']) await rm(`${root}${directory}`, { recursive: true, force: true })
  for (const directory of ['content/runbooks', 'content/lessons', 'runbooks', 'evidence'])
    await mkdir(join(root, directory), { recursive: true })
  const write = (path: string, text: string) => writeFile(join(root, path), text)
  await write('content/index.mdx', prosePage('Made up', 'Home.'))
  for (const id of ['about-the-proof', 'legacy-commands', 'messages', 'glossary'])
    await write(`content/${id}.mdx`, prosePage(id, 'Text.'))
  const count = Math.floor((pages - 5) / 2)
  for (let i = 0; i < count; i++) {
    const steps = stepsOf(i)
    await write(`content/runbooks/r${i}.mdx`, runbookPage(`Runbook ${i}`, steps))
    await write(`runbooks/r${i}.ts`, `export default { id: 'r${i}', steps: [] }\n`)
    await write(`evidence/r${i}.json`, JSON.stringify(madeUpEvidence(`r${i}`, await proofHash(root, `r${i}`), steps)))
    await write(`content/lessons/l${i}.mdx`, lesson(i, count))
  }
}

function stepsOf(i: number) {
  return Array.from({ length: 12 }, (_, n) => ({
    id: `step-${n}`,
    command: `kubectl get pods --namespace team-${i} --selector step=${n} \\\n  --output wide`,
    says: Array.from({ length: 15 }, (_, line) => `payments-${i}-${n}-${line}   2/2   Running   0   ${line}s`).join(
      '\n',
    ),
  }))
}

function lesson(i: number, count: number): string {
  const statements = Array.from(
    { length: 20 },
    (_, n) =>
      `${n % 5 === 0 ? `## Part ${n / 5}\n\n` : ''}Statement ${n} of lesson ${i} is about as long as a sentence of a lesson is, ` +
      `and rests on a run, as it should. <Shown by="r${(i + n) % count}#step-${n % 12}" />`,
  )
  return prosePage(`Lesson ${i}`, `${statements.join('\n\n')}\n\n<Command of="r${i}#step-3" />`, ['Shown', 'Command'])
}
