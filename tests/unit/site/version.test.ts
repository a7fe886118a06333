import { expect, test } from '@playwright/test'
import { istioVersion, junit, summary, ticket, type Evidence, type ProofState } from '../../../src/evidence/index.ts'
import { loadToolchain } from '../../../src/cluster/toolchain.ts'
import { parsePage } from '../../../src/page/index.ts'
import { atom } from '../../../src/site/status/feed.ts'
import { runFacts } from '../../../src/site/runbook/check-words.ts'
import { report } from '../../../src/site/runbook/failure-report.ts'
import { istioVersions } from '../../../src/site/runbook/istio-versions.ts'
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
    report: report({ page, proof, otherVersions: [] }, address).body,
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

const pins = loadToolchain()
const [minor, other] = Object.entries(pins.otherIstio)[0]!

const upgrade = parsePage(
  'y',
  'y.mdx',
  `---
title: Y
description: D.
startsFrom: { runbook: x, istio: '${minor}' }
needs: [istio-${minor}]
---

<Step id="new" title="T" readOnly success="W">

\`\`\`bash
istioctl version
\`\`\`

</Step>

<Step id="old" title="T" readOnly success="W">

\`\`\`bash
istioctl-${minor} version | tail -1
\`\`\`

</Step>
`,
)

/** Recorded evidence of that page. */
function upgraded(): Evidence {
  const made = madeUpEvidence('y', 'f'.repeat(64), [
    { id: 'new', command: 'istioctl version', says: 'ok\n' },
    { id: 'old', command: `istioctl-${minor} version | tail -1`, says: 'ok\n' },
    { id: 'both', command: `diff <(istioctl version) <(istioctl-${minor} version)`, says: 'ok\n' },
  ])
  const versions = { ...made.versions, istio: '1.2.3', startIstio: '1.1.9', otherIstio: { [minor]: '1.1.9' } }
  return { ...made, versions: { ...versions, toolchain: 'published' } }
}

test('istioVersions names the version of the start state and of each program that the page calls', async () => {
  const page = await upgrade
  const said = `${other.version}, built from source`
  const istioctl = `${pins.istio.version}, built from source`
  const start = `${said} (${pins.versionNotes[other.version]})`
  expect(start).toContain('the day before')
  expect(istioVersions(page)).toEqual({ istioctl, start, others: [[`istioctl-${minor}`, said]] })
  expect(istioVersions({ ...page, steps: page.steps.slice(0, 1) })).toEqual({ istioctl, start, others: [] })
  expect(() => istioVersions({ ...page, startIstio: '1.0' })).toThrow('toolchain.yaml has no Istio 1.0')
})

test('runFacts names the Istio that each command was run with', () => {
  const istio = (step: string) => runFacts(upgraded(), step).find(([name]) => name === 'Istio')
  expect(istio('new')).toEqual(['Istio', '1.2.3'])
  expect(istio('old')).toEqual(['Istio', '1.1.9'])
  expect(istio('both')).toEqual(['Istio', '1.2.3 and 1.1.9'])
})

test('each text about a run with two versions of Istio names both', async () => {
  const run = upgraded()
  const page = await upgrade
  const proof: ProofState = { state: 'verified', evidence: run }
  const address = `${SITE}runbooks/y/`
  const found = {
    summary: summary(run),
    ticket: ticket(run),
    junit: junit(run, undefined),
    feed: atom([{ title: 'Y', url: address, state: 'verified', evidence: run }], SITE),
    report: report({ page, proof, otherVersions: [] }, address).body,
  }
  for (const [name, text] of Object.entries(found)) expect(text, name).toMatch(/1\.2\.3[^]*1\.1\.9|1\.1\.9[^]*1\.2\.3/)
  const script = wholeScript(page, proof, address)
  expect(script).toContain(
    `ends, before its clean-up, on Istio ${other.version}, built from source (${pins.versionNotes[other.version]}).`,
  )
  expect(script).toContain(`istioctl-${minor} is that of ${other.version}, built from source`)
})
