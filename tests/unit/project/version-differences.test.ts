import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { defaultMinor, loadToolchain } from '../../../src/cluster/index.ts'
import { PROJECT } from '../../../src/shared/root.ts'
import { loadVersionDifferences, withSteps } from '../../../src/site/version-differences/version-differences.ts'
import { VERSION_DIFFERENCES } from '../../../src/version-differences/schema.ts'

const pins = loadToolchain()
const [minor, other] = Object.entries(pins.otherIstio)[0]!

test(`${VERSION_DIFFERENCES} is of the pinned versions: else run npm run compare-versions`, async () => {
  const { older, newer } = await loadVersionDifferences()
  expect(older).toEqual({ version: other.version, module: other.module })
  expect(newer).toEqual({ version: pins.istio.version, module: pins.istio.module })
})

test('the page about the differences of versions names the pinned ones', async () => {
  const text = await readFile(join(PROJECT, 'content/version-differences.mdx'), 'utf8')
  expect(text).toContain(`title: What changed from Istio ${minor} to ${defaultMinor(pins)}`)
})

test('withSteps refuses a step for a difference that is not there', () => {
  const version = { version: '1', module: 'v1' }
  const compared = { commands: 1, crds: 0, charts: 0, profiles: 0 }
  const differences = {
    older: version,
    newer: version,
    compared,
    commands: [{ where: 'istioctl x', what: '--y', to: 'bool' }],
    crds: [],
    charts: [],
    profiles: [],
  }
  const entry = { where: 'istioctl x', what: '--y', shown: 'a#b' }
  expect(withSteps(differences, [entry]).commands).toEqual([
    { where: 'istioctl x', what: '--y', to: 'bool', shown: 'a#b' },
  ])
  expect(() => withSteps(differences, [{ ...entry, what: '--z' }])).toThrow('has no difference istioctl x, --z')
})
