import { expect, test } from '@playwright/test'
import { istioVersion, junit, summary, ticket, type Evidence, type ProofState } from '../../../src/evidence/index.ts'
import { parsePage } from '../../../src/page/index.ts'
import { atom } from '../../../src/site/status/feed.ts'
import { runFacts } from '../../../src/site/runbook/check-words.ts'
import { report } from '../../../src/site/runbook/failure-report.ts'
import { wholeScript } from '../../../src/site/runbook/download-script.ts'
import { madeUpEvidence } from '../../support/made-up.ts'

const SITE = 'https://course.example/base/'
const LIST = `${SITE}about-the-proof/#differences-from-the-release`
const PLACE = 'page “About the proof”, section “Differences from the release”'
const BUILT = '1.2.3, built from source'

const evidence = (toolchain: Evidence['versions']['toolchain']): Evidence => {
  const made = madeUpEvidence('x', 'f'.repeat(64), [{ id: 'a', command: 'true', says: 'ok\n' }])
  return { ...made, versions: { ...made.versions, toolchain } }
}

test('istioVersion says whether it is of a published release or was built from source', () => {
  expect(istioVersion({ istio: '1.2.3', toolchain: 'source' })).toBe(BUILT)
  expect(istioVersion({ istio: '1.2.3', toolchain: 'published' })).toBe('1.2.3')
})

/** Everything beside the pages that names Istio's version, for both toolchains. */
async function texts(toolchain: Evidence['versions']['toolchain']): Promise<Record<string, string>> {
  const run = evidence(toolchain)
  const page = await parsePage(
    'x',
    'x.mdx',
    '---\ntitle: X\ndescription: D.\n---\n\n<Step id="a" title="T" readOnly success="W">\n\n```bash\ntrue\n```\n\n</Step>\n',
  )
  const proof: ProofState = { state: 'verified', evidence: run }
  const address = `${SITE}runbooks/x/`
  return {
    summary: summary(run),
    ticket: ticket(run),
    junit: junit(run, undefined),
    feed: atom([{ title: 'X', url: address, state: 'verified', evidence: run }], SITE),
    script: wholeScript(page, proof, address),
    report: report({ page, proof }, address).body,
  }
}

test('each text about a run of what was built here says so, and where the differences are', async () => {
  const found = await texts('source')
  for (const [name, text] of Object.entries(found)) expect(text, name).toContain(BUILT)
  for (const name of ['ticket', 'junit']) expect(found[name], name).toContain(PLACE)
  for (const name of ['feed', 'script', 'report']) expect(found[name], name).toContain(LIST)
})

test('a text about a run of a published release has its number alone', async () => {
  for (const [name, text] of Object.entries(await texts('published'))) {
    expect(text, name).toContain('1.2.3')
    expect(text, name).not.toMatch(/built from source|about-the-proof|About the proof/)
  }
})

test('runFacts leads from the version to the differences', () => {
  const fact = (toolchain: 'source' | 'published') =>
    runFacts(evidence(toolchain), 'a').find(([name]) => name === 'Istio')
  expect(fact('source')).toEqual(['Istio', BUILT, '/about-the-proof/#differences-from-the-release'])
  expect(fact('published')).toEqual(['Istio', '1.2.3'])
})
