import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { defaultMinor, loadToolchain } from '../../../src/cluster/index.ts'
import { parseToolchain } from '../../../src/cluster/toolchain.ts'
import { loadDrift, type DriftResult } from '../../../src/drift/index.ts'
import { fixture } from '../../support/fixture.ts'
import { madeUpDrift, NEWER, offerNewer, offerPinned } from '../../support/made-up-drift.ts'
import { npmRun, type Ended } from '../../support/project.ts'
import { StandInPublishers } from '../../support/publishers.ts'

/** The minor version of Istio that pages name. */
const PINNED = defaultMinor(loadToolchain())

let publishers: StandInPublishers
let address: string
let directory: string
test.beforeEach(async () => {
  publishers = new StandInPublishers()
  address = await publishers.start()
  directory = await mkdtemp(join(tmpdir(), 'proving-ground-test-'))
})
test.afterEach(async () => {
  publishers.stop()
  await rm(directory, { recursive: true })
})

function drift(words: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  return npmRun(['drift', '--', ...words], {
    PROVING_GROUND_PUBLISHERS: address,
    PROVING_GROUND_DRIFT: join(directory, 'drift.json'),
    ...environment,
  })
}

/** What a workflow's run has in its environment. */
const workflow = () => ({
  GITHUB_SERVER_URL: 'https://git.example.org',
  GITHUB_REPOSITORY: 'team/course',
  GITHUB_RUN_ID: '7',
  GITHUB_API_URL: `${address}/api`,
  GITHUB_TOKEN: 't0ken',
  GITHUB_OUTPUT: join(directory, 'output'),
})

/** Looks, and has one run: a made-up runbook whose page is refused before a cluster is made. */
async function lookAndRun(): Promise<{ looked: Ended; ran: Ended }> {
  offerNewer(publishers)
  const at = ['--directory', directory]
  const looked = await drift(['look', ...at], workflow())
  const root = await fixture([{ id: 'a', command: 'echo ok', proof: null }])
  return { looked, ran: await drift(['run', 'istio-patch', ...at], root) }
}

test('npm run drift finds a newer release, runs on it, writes drift.json and opens one issue', async () => {
  const { looked, ran } = await lookAndRun()
  expect(looked.code, looked.text).toBe(0)
  expect(await readFile(join(directory, 'output'), 'utf8')).toBe(
    'candidates=["istio-patch","istio-minor","kubernetes"]\n',
  )
  const toolchain = parseToolchain(await readFile(join(directory, 'istio-patch/toolchain.yaml'), 'utf8'))
  expect(toolchain.published.istio).toBe(NEWER.istioPatch)
  // What fails is the run's news, and the job's.
  expect(ran.code, ran.text).toBe(1)
  const reported = await drift(['report', '--issue', '--directory', directory], workflow())
  expect(reported.code, reported.text).toBe(0)
  const written = await loadDrift(join(directory, 'drift.json'))
  expect(written).toMatchObject({
    address: 'https://git.example.org/team/course/actions/runs/7',
    newest: { istio: NEWER.istio },
    runs: [
      {
        name: 'istio-patch',
        versions: { istio: NEWER.istioPatch },
        results: [
          {
            id: 'x',
            outcome: 'could not run',
            failure: {
              command: 'npm run runbook x -- --toolchain published',
              seen: expect.stringMatching(/has no proof/),
            },
          },
        ],
      },
      { name: 'istio-minor', results: [] },
      { name: 'kubernetes', results: [] },
    ],
  })
  expect(publishers.issues).toHaveLength(1)
  expect(publishers.issues[0]!.body).toContain('has no proof')
  await drift(['report', '--issue', '--directory', directory], workflow())
  expect(publishers.issues).toHaveLength(1)
})

test('npm run drift sets a variable that names the pinned minor version of Istio to that of the newer one', async () => {
  offerNewer(publishers)
  const at = ['--directory', directory]
  await drift(['look', ...at])
  // Refused before a cluster is made: the step has no proof. What the run was given it prints before.
  const root = await fixture([{ id: 'a', command: 'echo ok', proof: null }], (files) => {
    const variables = [`~${PINNED}.0`, 'canary'].map(
      (value, i) => `  - { name: V${i}, default: ${value}, pattern: '.*', description: M. }\n`,
    )
    files['content/runbooks/x.mdx'] = files['content/runbooks/x.mdx']!.replace(
      /^---\n/,
      `---\nvariables:\n${variables.join('')}`,
    )
    files['runbooks/x.ts'] += `console.log('given', ...process.argv.slice(2, -2))\n`
  })
  const resultOn = async (name: string) => {
    await drift(['run', name, ...at], root)
    const [result] = JSON.parse(await readFile(join(directory, name, 'result.json'), 'utf8')) as [DriftResult]
    return result.failure!
  }
  const newer = await resultOn('istio-minor')
  expect(newer.seen).toContain('given x --toolchain published --set V0=~1.32.0\n')
  expect(newer.command).toBe("npm run runbook x -- --toolchain published --set 'V0=~1.32.0'")
  expect((await resultOn('istio-patch')).seen).toContain('given x --toolchain published\n')
})

test('npm run drift -- look forgets the results of an earlier look, which were of other versions', async () => {
  await lookAndRun()
  await drift(['look', '--directory', directory])
  await drift(['report', '--directory', directory])
  const { runs } = (await loadDrift(join(directory, 'drift.json')))!
  expect(runs.map(({ results }) => results)).toEqual([[], [], []])
})

test('npm run drift without a newer release has nothing to run, and opens no issue', async () => {
  offerPinned(publishers)
  const { text } = await drift(['look', '--directory', directory], workflow())
  expect(text).toContain('nothing that is pinned has a newer release')
  expect(await readFile(join(directory, 'output'), 'utf8')).toBe('candidates=[]\n')
  expect((await drift(['report', '--issue', '--directory', directory], workflow())).code).toBe(0)
  expect((await loadDrift(join(directory, 'drift.json')))!.runs).toEqual([])
  expect(publishers.issues).toEqual([])
})

test('npm run drift -- report without --issue prints the text of the issue', async () => {
  await lookAndRun()
  const { code, text } = await drift(['report', '--directory', directory])
  expect(code, text).toBe(0)
  expect(text).toContain('### x, istio-patch: could not run')
})

const refused: [what: string, words: string[], says: RegExp][] = [
  ['a run before anybody looked', ['run', 'istio-patch'], /look\.json is not there; first: npm run drift -- look/],
  ['a report before anybody looked', ['report'], /look\.json is not there/],
  ['an issue outside of a workflow', ['report', '--issue'], /--issue needs GITHUB_REPOSITORY and GITHUB_TOKEN/],
]
for (const [what, words, says] of refused) {
  test(`npm run drift refuses ${what}`, async () => {
    const { code, text } = await drift([...words, '--directory', directory], {
      GITHUB_REPOSITORY: '',
      GITHUB_TOKEN: '',
    })
    expect(text).toMatch(says)
    expect(code).toBe(2)
  })
}

test('npm run drift refuses a run and a runbook that there are not', async () => {
  await writeFile(join(directory, 'look.json'), JSON.stringify(madeUpDrift([])))
  const at = ['--directory', directory]
  expect((await drift(['run', 'istio', ...at])).text).toMatch(/there is no run "istio"; .* found: istio-patch$/m)
  expect((await drift(['run', 'istio-patch', 'instal-canary', ...at])).text).toMatch(/nearest: install-canary/)
})

test('npm run drift refuses results that are damaged, with their path', async () => {
  await writeFile(join(directory, 'look.json'), JSON.stringify(madeUpDrift([])))
  await mkdir(join(directory, 'istio-patch'))
  await writeFile(join(directory, 'istio-patch/result.json'), '[{"id": "x", "outc')
  const { code, text } = await drift(['report', '--directory', directory])
  expect(text).toMatch(/istio-patch\/result\.json: is damaged/)
  expect(code).toBe(2)
})

test('npm run drift -- carry-over takes over what the published site says, and only that', async () => {
  const site = { SITE_URL: address, SITE_BASE: '/course/' }
  const file = join(directory, 'drift.json')
  const none = await drift(['carry-over'], site)
  expect(none).toMatchObject({ code: 0, text: expect.stringMatching(/is not there: no drift run is known/) })
  expect(await loadDrift(file)).toBeUndefined()
  publishers.answers.set('course/drift.json', { text: '{"schema": 0}' })
  expect(await drift(['carry-over'], site)).toMatchObject({ code: 0, text: expect.stringMatching(/left out/) })
  expect(await loadDrift(file)).toBeUndefined()
  const published = madeUpDrift([{ id: 'uninstall', outcome: 'passed' }])
  publishers.answers.set('course/drift.json', { text: JSON.stringify(published) })
  expect((await drift(['carry-over'], site)).code).toBe(0)
  expect(await loadDrift(file)).toEqual(published)
  publishers.answers.set('course/drift.json', { status: 503, text: 'busy' })
  expect(await drift(['carry-over'], site)).toMatchObject({ code: 2, text: expect.stringMatching(/answered 503/) })
})

test('loadDrift refuses an address that a browser would run', async () => {
  const file = join(directory, 'drift.json')
  await writeFile(file, JSON.stringify(madeUpDrift([], { address: 'javascript:window.hacked=1' })))
  await expect(loadDrift(file)).rejects.toThrow(/drift\.json: is damaged.*\n.*address/s)
})
