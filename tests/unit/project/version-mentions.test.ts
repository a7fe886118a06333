import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { loadToolchain } from '../../../src/cluster/toolchain.ts'
import { listPages, loadPage } from '../../../src/page/index.ts'
import { PROJECT } from '../../../src/shared/root.ts'
import { isPinned, versionMentions } from '../../support/version-mentions.ts'

const pins = loadToolchain()

/** What is written about upgrades: the runbooks of two versions, the lesson, the decisions, and what the proof covers. */
const files = [
  ...(await runbooksOfTwoVersions()).map((id) => `content/runbooks/${id}.mdx`),
  'content/runbooks/migrate-istioctl-to-helm.mdx',
  'content/runbooks/helm-payments.mdx',
  'content/quizzes/course.yaml',
  'content/lessons/installing.mdx',
  'content/lessons/revisions.mdx',
  'content/decisions/how-to-upgrade.mdx',
  'content/decisions/safe-to-roll-back.mdx',
  'content/about-the-proof.mdx',
  'content/version-differences.mdx',
  'content/version-differences.yaml',
]

/** Other versions that these files name on purpose: "file: version", with the reason. */
const EXCEPTED: Readonly<Record<string, string>> = {
  'content/about-the-proof.mdx: 1.30.4': 'says which release the commit of the other version lies before',
  'content/version-differences.mdx: 1.30.4': 'the same',
  'content/quizzes/course.yaml: 1.27': 'the first version of Istio with native sidecars',
  'content/quizzes/course.yaml: 1.33': 'the Kubernetes that native sidecars need',
  'content/lessons/revisions.mdx: 1.32':
    'the second minor version after 1.30, in the rule about support; the lowest Kubernetes of 1.31',
  'content/lessons/revisions.mdx: 1.37': 'a Kubernetes that Istio 1.31 does not support',
}

async function runbooksOfTwoVersions(): Promise<string[]> {
  const pages = await Promise.all((await listPages(PROJECT)).map((id) => loadPage(PROJECT, id)))
  return pages.filter(({ needs }) => needs.some((need) => need.startsWith('istio-'))).map(({ id }) => id)
}

/** Each place that names a version which is not pinned: "content/runbooks/install-canary.mdx:12: 1.31". */
function notPinned(of: typeof pins): string[] {
  return files.flatMap((file) =>
    versionMentions(readFileSync(join(PROJECT, file), 'utf8'))
      .filter(({ version }) => !isPinned(version, of) && EXCEPTED[`${file}: ${version}`] === undefined)
      .map(({ line, version }) => `${file}:${line}: ${version}`),
  )
}

test('each version that a page about upgrades names is one that is pinned', () => {
  expect(notPinned(pins)).toEqual([])
})

test('a new pair of versions makes a list of every place to write anew', () => {
  const [minor, other] = Object.entries(pins.otherIstio)[0]!
  const next = { ...pins, istio: { ...pins.istio, version: '1.99.0' }, otherIstio: { [minor]: other } }
  const places = notPinned(next)
  expect(new Set(places.map((place) => place.split(':')[0]))).toContain('content/runbooks/install-canary.mdx')
  const text = readFileSync(join(PROJECT, 'content/runbooks/install-canary.mdx'), 'utf8')
  const named = versionMentions(text).filter(({ version }) => /^1[.-]31/.test(version))
  expect(places.filter((place) => place.startsWith('content/runbooks/install-canary.mdx:'))).toHaveLength(named.length)
})

test('every excepted version is still named', () => {
  for (const entry of Object.keys(EXCEPTED)) {
    const [file = '', version] = entry.split(': ')
    expect(
      versionMentions(readFileSync(join(PROJECT, file), 'utf8')).map((mention) => mention.version),
      entry,
    ).toContain(version)
  }
})

test('versionMentions sees versions in sentences, commands and names of revisions, and nothing else', () => {
  const text = [
    'From 1.30 to 1.31.0.',
    '`istioctl-1.30 install --set revision=1-31-0`',
    'image: docker.io/istio/pilot:1.30-dev.9739e10eb9d7, v1.36.3',
    '<Since version="Istio 1.28" of="istio-1-28" /> 10.244.1.30 is an address, 1.5 a number, 21.30 another',
  ].join('\n')
  expect(versionMentions(text).map(({ line, version }) => `${line} ${version}`)).toEqual([
    '1 1.30',
    '1 1.31.0',
    '2 1.30',
    '2 1-31-0',
    '3 1.30-dev.9739e10eb9d7',
    '3 1.36.3',
  ])
})
