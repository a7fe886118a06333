import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { proofHash, withDigest } from '../../src/evidence/index.ts'
import { ensureChromium } from '../support/chromium.ts'
import { madeUpEvidence, prosePage, runbookPage } from '../support/made-up.ts'
import { inProject, npmRun } from '../support/project.ts'
import { builds, compress, REPOSITORY, STATES_ROOT } from '../support/site.ts'
import type { Drift } from '../../src/drift/index.ts'
import { madeUpDrift } from '../support/made-up-drift.ts'
import { HOSTILE, HOSTILE_PAGE, hostileEvidence, QUOTE } from '../support/hostile.ts'

test.setTimeout(10 * 60_000)

test('a browser is there', () => ensureChromium())

test('the course builds', async () => {
  const { code, text } = await npmRun(['build'], {
    SITE_OUT: builds.course.directory,
    SITE_CACHE: `${builds.course.directory}-cache`,
    // Somebody may have made a drift run here.
    PROVING_GROUND_DRIFT: `${builds.course.directory}-drift.json`,
  })
  expect(code, text).toBe(0)
  expect(await readFile(`${builds.course.directory}/pagefind/pagefind-entry.json`, 'utf8')).toContain('page_count')
  const coverage = /^\d+ of \d+ commands were run, [\d.]+%$/m.exec(text)?.[0]
  expect(coverage, text).toBeDefined()
  const claims = /^\d+ of \d+ statements in the lessons are backed up: .+$/m.exec(text)?.[0]
  expect(claims, text).toBeDefined()
  console.log(`${coverage}\n${claims}`)
  await compress(builds.course)
})

test('a course with every state of proof builds under a base path', async () => {
  await writeStates()
  const { code, text } = await npmRun(['build'], statesEnvironment())
  expect(code, text).toBe(0)
})

test('a damaged drift.json fails the build, with its path and the reason', async () => {
  await writeStates()
  await writeFile(join(STATES_ROOT, 'drift.json'), '{"schema": 1, "at')
  const { code, text } = await npmRun(['build'], {
    ...statesEnvironment(),
    SITE_OUT: `${builds.states.directory}-damaged`,
  })
  expect(text).toMatch(/drift\.json: is damaged/)
  expect(code).not.toBe(0)
})

test('damaged evidence fails the build, with its path and the reason', async () => {
  await writeStates()
  await writeFile(join(STATES_ROOT, 'evidence/changed.json'), '{"schema": 1, "runb')
  const { code, text } = await npmRun(['build'], {
    ...statesEnvironment(),
    SITE_OUT: `${builds.states.directory}-damaged`,
  })
  expect(text).toMatch(/evidence\/changed\.json: is damaged/)
  expect(code).not.toBe(0)
})

function statesEnvironment(): Record<string, string> {
  return {
    PROVING_GROUND_ROOT: STATES_ROOT,
    SITE_OUT: builds.states.directory,
    SITE_CACHE: `${builds.states.directory}-cache`,
    SITE_BASE: builds.states.base,
    SITE_REPOSITORY: REPOSITORY,
  }
}

/** A drift run in which every text is hostile, on versions that none of the pinned ones is. */
function hostileDrift(): Drift {
  const failure = { step: HOSTILE, command: QUOTE.command, expected: [HOSTILE], seen: HOSTILE }
  return madeUpDrift([
    { id: 'verified', outcome: 'passed' },
    { id: 'hostile', outcome: 'failed', failure },
    { id: HOSTILE, outcome: 'could not run' },
  ])
}

/** One notice that is over and one that no test will outlive. */
const HOME =
  '<Notice until="2025-12-31">Until the end of 2025.</Notice>\n\n<Notice until="2099-12-31">Until the end of 2099.</Notice>\n\nHome.'

/** A lesson that states nothing. */
const LESSON = '---\ntitle: One\ndescription: D\nminutes: 5\n---\n\nIs this a lesson?\n'

/** Four runbooks: verified, changed since, never run, and one in which every text is hostile. */
async function writeStates(): Promise<void> {
  await rm(STATES_ROOT, { recursive: true, force: true })
  for (const directory of ['content/lessons', 'content/runbooks', 'runbooks', 'evidence'])
    await mkdir(join(STATES_ROOT, directory), { recursive: true })
  const write = (path: string, text: string) => writeFile(join(STATES_ROOT, path), text)
  await write('content/index.mdx', prosePage('States', HOME, ['Notice']).replace("'../", "'"))
  // The heading is where the version of a build of our own leads.
  await write('content/about-the-proof.mdx', prosePage('about-the-proof', '## Differences from the release\n\nText.'))
  for (const id of ['legacy-commands', 'messages', 'commands', 'version-differences', 'glossary', 'progress'])
    await write(`content/${id}.mdx`, prosePage(id, 'Text.'))
  await write('content/lessons/one.mdx', LESSON)
  // The real page, so that it is seen with every state that a proof can be in.
  const status = await readFile(inProject('content/status.mdx'), 'utf8')
  await write('content/status.mdx', status.replaceAll("'../src/", "'../../../../src/"))
  for (const id of ['verified', 'changed', 'none', 'hostile']) {
    await write(`content/runbooks/${id}.mdx`, id === 'hostile' ? HOSTILE_PAGE : runbookPage(`The ${id} one`, [SAY]))
    await write(`runbooks/${id}.ts`, `export default { id: '${id}', steps: [] }\n`)
  }
  await write('drift.json', JSON.stringify(hostileDrift()))
  for (const id of ['verified', 'changed', 'hostile']) {
    const hash = id === 'changed' ? 'f'.repeat(64) : await proofHash(STATES_ROOT, id)
    const made = id === 'hostile' ? hostileEvidence(hash) : madeUpEvidence(id, hash, [SAY])
    // As of a machine without /proc.
    const evidence = id === 'changed' ? withDigest({ ...made, processesSeenBy: 'ps' }) : made
    await write(`evidence/${id}.json`, JSON.stringify(evidence))
  }
}

const SAY = { id: 'say', command: 'echo ok', says: 'ok\n' }
