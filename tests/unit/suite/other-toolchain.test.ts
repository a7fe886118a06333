import { expect, test } from '@playwright/test'
import { loadToolchain } from '../../../src/cluster/index.ts'
import { loadEvidence, type Evidence } from '../../../src/evidence/index.ts'
import { listPages, loadPage } from '../../../src/page/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { differencesFromOtherToolchain } from '../../../src/suite/other-toolchain.ts'

const { istio, otherIstio, kubernetes, published } = loadToolchain()

/** The recorded run as it would be with the published tools and images: other versions, and nothing else. */
function asPublished(recorded: Evidence, patch = published.otherIstio): Evidence {
  const names: [string, string][] = [
    [istio.version, published.istio],
    [kubernetes, published.kubernetes],
    ...Object.entries(otherIstio).map(([minor, { version }]): [string, string] => [version, patch[minor]!]),
  ]
  const text = names.reduce((all, [from, to]) => all.replaceAll(from, to), JSON.stringify(recorded))
  const run = JSON.parse(text) as Evidence
  return { ...run, versions: { ...run.versions, toolchain: 'published' } }
}

for (const id of await listPages(ROOT)) {
  test(`a run of ${id} with published tools differs from the recorded one in nothing but the names of versions`, async () => {
    const recorded = (await loadEvidence(ROOT, id))!
    const page = await loadPage(ROOT, id)
    expect(differencesFromOtherToolchain(page, asPublished(recorded), recorded)).toEqual([])
    // 1.30.99 is a version that a page makes up.
    expect(differencesFromOtherToolchain(page, asPublished(recorded, { '1.30': '1.30.9' }), recorded)).toEqual([])
  })
}

test('differencesFromOtherToolchain tells of another exit code, another check and a version that is mixed up', async () => {
  const recorded = (await loadEvidence(ROOT, 'install-canary'))!
  const page = await loadPage(ROOT, 'install-canary')
  const run = asPublished(recorded)
  const [first, second, ...rest] = run.steps as [Evidence['steps'][number], ...Evidence['steps']]
  const wrong = { ...run, steps: [{ ...first, exitCode: 3 }, { ...second!, checks: [] }, ...rest] }
  expect(differencesFromOtherToolchain(page, wrong, recorded)).toEqual([
    `${first.id}: exitCode: recorded 0, now 3`,
    expect.stringContaining(`${second!.id}: number of checks`),
  ])
  const mixed = JSON.parse(
    JSON.stringify(run.steps).replaceAll(published.istio, published.otherIstio['1.30']!),
  ) as Evidence['steps']
  expect(differencesFromOtherToolchain(page, { ...run, steps: mixed }, recorded)).not.toEqual([])
})
