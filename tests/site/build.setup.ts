import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { outputRecord, proofHash, SCHEMA, sha256, type Evidence } from '../../src/evidence/index.ts'
import { ensureChromium } from '../support/chromium.ts'
import { inProject, npmRun } from '../support/project.ts'
import { builds, compress, STATES_ROOT } from '../support/site.ts'
import { HOSTILE } from './hostile.ts'

test.setTimeout(10 * 60_000)

test('a browser is there', () => ensureChromium())

test('the course builds', async () => {
  const { code, text } = await npmRun(['build'], {
    SITE_OUT: builds.course.directory,
    SITE_CACHE: `${builds.course.directory}-cache`,
  })
  expect(code, text).toBe(0)
  const coverage = /^\d+ of \d+ commands were run, [\d.]+ %$/m.exec(text)?.[0]
  expect(coverage, text).toBeDefined()
  const claims = /^\d+ of \d+ statements of the lessons carry their proof: .+$/m.exec(text)?.[0]
  expect(claims, text).toBeDefined()
  console.log(`${coverage}\n${claims}`)
  await compress(builds.course)
})

test('a course with every state of proof builds under a base path', async () => {
  await writeStates()
  const { code, text } = await npmRun(['build'], statesEnvironment())
  expect(code, text).toBe(0)
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
  }
}

/** Four runbooks: verified, changed since, never run, and one whose evidence is hostile. */
async function writeStates(): Promise<void> {
  await rm(STATES_ROOT, { recursive: true, force: true })
  for (const directory of ['content/runbooks', 'runbooks', 'evidence'])
    await mkdir(join(STATES_ROOT, directory), { recursive: true })
  await writeFile(join(STATES_ROOT, 'content/index.mdx'), '---\ntitle: States\ndescription: D\n---\n\nHome.\n')
  for (const id of ['about-the-proof', 'seed-commands', 'messages', 'glossary'])
    await writeFile(join(STATES_ROOT, `content/${id}.mdx`), `---\ntitle: ${id}\ndescription: D\n---\n\nText.\n`)
  // The real page, so that it is seen with every state that a proof can be in.
  const status = await readFile(inProject('content/status.mdx'), 'utf8')
  await writeFile(join(STATES_ROOT, 'content/status.mdx'), status.replaceAll("'../src/", "'../../../../src/"))
  for (const id of ['verified', 'changed', 'none', 'hostile']) {
    await writeFile(join(STATES_ROOT, `content/runbooks/${id}.mdx`), page(id))
    await writeFile(join(STATES_ROOT, `runbooks/${id}.ts`), `export default { id: '${id}', steps: [] }\n`)
  }
  for (const id of ['verified', 'changed', 'hostile']) {
    const hash = id === 'changed' ? 'f'.repeat(64) : await proofHash(STATES_ROOT, id)
    await writeFile(
      join(STATES_ROOT, `evidence/${id}.json`),
      JSON.stringify(evidence(id, hash, id === 'hostile' ? HOSTILE : 'ok\n')),
    )
  }
}

function page(id: string): string {
  const step = `<Step id="say" reads worked="It says \`ok\`.">\n\n\`\`\`bash\necho ok\n\`\`\`\n\n</Step>\n`
  return `---\ntitle: The ${id} one\ndescription: D\n---\n\nimport { Step } from '../../../../../src/site/components/index.ts'\n\n${step}`
}

function evidence(id: string, hash: string, output: string): Evidence {
  const saw = output.slice(0, 400)
  return {
    schema: SCHEMA,
    runbook: id,
    hash,
    commit: null,
    variables: {},
    versions: { istio: '1.2.3', kubernetes: '1.36.3', kind: '0.33.0', envoy: '1.40.0', supplier: 'source' },
    platform: 'linux/amd64',
    startedAt: '2026-11-01T12:00:00.000Z',
    durationMs: 4200,
    chain: [],
    passed: true,
    steps: [
      {
        id: 'say',
        command: 'echo ok',
        sha256: sha256('echo ok'),
        exit: 0,
        pipe: [0],
        durationMs: 12,
        output: outputRecord(Buffer.from(output), Buffer.byteLength(output), new Map()),
        checks: [{ sentence: saw, before: 'false', sawBefore: saw, saw, passed: true, waitedMs: 1500 }],
        changes: [{ verb: 'changed', object: saw, fields: [saw], owned: [saw] }],
        passed: true,
      },
    ],
    traffic: [{ route: saw, requests: 3, failures: 0, firstFailures: [], fromStep: 'say', toStep: 'say' }],
    leftovers: { compared: 3, differences: [], exceptions: [{ object: saw, reason: saw }] },
  }
}
