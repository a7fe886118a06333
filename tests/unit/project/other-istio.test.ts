import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { loadToolchain, parseToolchain } from '../../../src/cluster/toolchain.ts'
import { otherVersions, refuseUnknownIstio } from '../../../src/cluster/other-versions.ts'
import { publishedToolchain } from '../../../src/cluster/published/provider.ts'
import { wantedTools } from '../../../src/cluster/published/tools.ts'
import { keyOf, type Artifact } from '../../../src/cluster/build/artifact.ts'
import { otherIstio } from '../../../src/cluster/source/other-istio.ts'
import { imageRecipes, type ImageArtifacts } from '../../../src/cluster/source/recipes.ts'
import { linkVariables } from '../../../src/cluster/source/release.ts'
import { sourceToolchain } from '../../../src/cluster/source/provider.ts'
import { istioVersion, otherIstioVersions, proofHash, ticket } from '../../../src/evidence/index.ts'
import { istioOfEach, parsePage } from '../../../src/page/index.ts'
import { makePlan } from '../../../src/runbook/index.ts'
import { needsOf, versionsOf } from '../../../src/runbook/plan/plan.ts'
import { PROJECT } from '../../../src/shared/root.ts'
import { fixture, type Files } from '../../support/fixture.ts'
import { madeUpEvidence } from '../../support/made-up.ts'
import { start } from '../../support/project.ts'

const pins = loadToolchain()
const [minor, other] = Object.entries(pins.otherIstio)[0]!
const NEED = `istio-${minor}` as const

test('the default toolchain does not depend on the versions beside it', () => {
  const keys = (needs: Parameters<typeof sourceToolchain.plan>[0]) =>
    sourceToolchain.plan(needs).artifacts.map((artifact) => `${artifact.name}-${keyOf(artifact)}`)
  const without = keys(['helm'])
  expect(without.filter((name) => name.includes(minor))).toEqual([])
  const added = keys(['helm', NEED]).filter((key) => !without.includes(key))
  expect(added.map((key) => key.replace(/-[0-9a-f]{16}$/, '')).toSorted()).toEqual(
    [
      'node-image',
      'tools',
      `charts-${minor}`,
      `charts-with-${minor}`,
      `istio-${minor}`,
      `istio-${minor}-source`,
    ].toSorted(),
  )
})

test('a version beside the default is known by its own number, registry and commit', () => {
  const values = Object.entries(linkVariables(other)).map(([name, value]) => [name.split('.').at(-1), value])
  expect(Object.fromEntries(values)).toEqual({
    buildVersion: other.version,
    buildTag: other.version,
    buildHub: other.hub,
    buildGitRevision: other.module.split('-').at(-1),
    buildStatus: 'Clean',
  })
})

test('the node has the images of a version beside the default under its own tag, and its CNI agent where that is needed', () => {
  const artifact = {} as Artifact
  const others = [{ minor, version: other.version, source: artifact, programs: artifact, cni: artifact }]
  const parts: ImageArtifacts = {
    programs: artifact,
    kubernetes: artifact,
    istioSource: artifact,
    envoy: artifact,
    cni: artifact,
    others,
  }
  const names = imageRecipes(pins, parts, () => '/part').flatMap((recipe) => recipe.names)
  for (const image of ['pilot', 'proxyv2', 'install-cni']) {
    expect(names).toContain(`${other.hub}/${image}:${other.version}`)
    expect(names).toContain(`docker.io/istio/${image}:${pins.istio.version}`)
  }
  expect(otherIstio(pins, minor, true).cni?.title).toContain(other.version)
  expect(otherIstio(pins, minor, false).cni).toBeUndefined()
})

test('the published toolchain wants istioctl-1.30 of its release on PATH, and says where it is published', () => {
  const version = pins.published.otherIstio[minor]!
  const tool = wantedTools(pins, [NEED]).find(({ name }) => name === `istioctl-${minor}`)
  expect(tool).toMatchObject({ version, from: expect.stringContaining(`/download/${version}/istioctl-${version}-`) })
  expect(wantedTools(pins, []).map(({ name }) => name)).not.toContain(`istioctl-${minor}`)
  expect(Object.keys(pins.published.otherIstio)).toEqual(Object.keys(pins.otherIstio))
  expect(publishedToolchain.plan([]).artifacts.length).toBeGreaterThan(0)
})

test('otherVersions refuses a version that toolchain.yaml does not have, with those that it has', () => {
  expect(otherVersions(['helm', NEED], pins)).toEqual([minor])
  expect(() => otherVersions(['istio-1.29'], pins)).toThrow(
    'there is no Istio 1.29 in toolchain.yaml; there are 1.31 (the default) and 1.30',
  )
  expect(() => refuseUnknownIstio('toString', pins)).toThrow('there is no Istio toString')
})

test('a wrong pin of another version is refused with its line', () => {
  const text = readFileSync(join(PROJECT, 'toolchain.yaml'), 'utf8')
  expect(() => parseToolchain(text.replace(/^ {4}chart: .*$/m, '    chart: 1.30-dev'))).toThrow(
    /^toolchain\.yaml:\d+: otherIstio\.1\.30\.chart: must be a version that Helm takes/,
  )
})

const step = (command: string) =>
  `<Step id="a" title="T" readOnly success="W">\n\n\`\`\`bash\n${command}\n\`\`\`\n\n</Step>\n`
const page = (front: string, command = 'echo ok') =>
  parsePage('x', 'x.mdx', `---\ntitle: X\ndescription: D.\n${front}---\n\n${step(command)}`)

test('a page says which version made its start state', async () => {
  expect(await page("startsFrom: { runbook: y, istio: '1.30' }\nneeds: [istio-1.30]\n")).toMatchObject({
    startsFrom: 'y',
    startIstio: '1.30',
  })
  expect(await page('startsFrom: y\n')).not.toHaveProperty('startIstio')
})

for (const [what, front, command, message] of [
  [
    'a start state of a version',
    "startsFrom: { runbook: y, istio: '1.30' }\n",
    'echo ok',
    'x.mdx:1: startsFrom asks for Istio 1.30: add istio-1.30 to needs',
  ],
  [
    'a program of a version',
    '',
    'istioctl-1.30 version',
    'x.mdx:6: step a runs istioctl-1.30: add istio-1.30 to needs',
  ],
  ['a need that is none', 'needs: [istio]\n', 'echo ok', 'front matter: needs[0]: is helm, cni or a version of Istio'],
  ['a version that is a number', 'startsFrom: { runbook: y, istio: 1.3 }\n', 'echo ok', 'front matter: startsFrom'],
] as const)
  test(`parsePage refuses ${what} without its need, or in another form`, async () => {
    await expect(page(front, command)).rejects.toThrow(message)
  })

test('a start state is of one version all through, unless a page of it says otherwise', () => {
  expect(istioOfEach([{}, {}, { startIstio: '1.30' }])).toEqual(['1.30', '1.30', undefined])
  expect(istioOfEach([{}, { startIstio: '1.29' }, { startIstio: '1.30' }])).toEqual(['1.29', '1.30', undefined])
  expect(istioOfEach([{}, { startIstio: '1.30' }, {}])).toEqual(['1.30', undefined, undefined])
  expect(istioOfEach([{}, {}], '1.30')).toEqual(['1.30', '1.30'])
})

/** A project in which `x` starts from `base`, made with another version. */
async function project(front = `startsFrom: { runbook: base, istio: '${minor}' }\nneeds: [${NEED}]`): Promise<string> {
  const { PROVING_GROUND_ROOT: root = '' } = await fixture([{ id: 'a', command: 'echo ok' }], (files: Files) => {
    files['package.json'] = '{ "type": "module" }\n'
    const text = files['content/runbooks/x.mdx']!
    files['content/runbooks/base.mdx'] = text
    files['content/runbooks/x.mdx'] = text.replace('\n---\n\n', `\n${front}\n---\n\n`)
    files['runbooks/base.ts'] = files['runbooks/x.ts']!.replace("runbook('x'", "runbook('base'")
  })
  return root
}

const versions = {
  istio: '1.31.0',
  otherIstio: { [minor]: '1.30.9' },
  kubernetes: '1.36.3',
  kind: '0.33.0',
  envoy: '1.40.0',
  toolchain: 'source' as const,
}

test('a plan knows the version of each part, what the cluster needs for it, and says so in evidence', async () => {
  const plan = await makePlan(await project(), 'x', {})
  expect([...plan.chain, plan.target].map(({ istio }) => istio)).toEqual([minor, undefined])
  expect(needsOf(plan)).toEqual([NEED])
  expect(versionsOf(plan, versions)).toEqual({ ...versions, startIstio: '1.30.9' })
})

test('a plan can run all of a page with another version, but not of a page that needs two', async () => {
  const one = await makePlan(await project('startsFrom: base'), 'x', {}, minor)
  expect(needsOf(one)).toEqual([NEED])
  expect(versionsOf(one, versions)).toEqual({ ...versions, istio: '1.30.9' })
  await expect(makePlan(await project(), 'x', {}, minor)).rejects.toThrow(
    `--istio ${minor}: x needs the default version of Istio and ${minor}; leave --istio out`,
  )
})

test('npm run runbook refuses a version that is not there with exit status 2, before anything runs', async () => {
  const { code, text } = await start([process.execPath, 'scripts/runbook.ts', 'install-default', '--istio', '1.29'])
    .ended
  expect(code, text).toBe(2)
  expect(text).toContain('there is no Istio 1.29 in toolchain.yaml; there are 1.31 (the default) and 1.30')
})

test('a dry run says which version runs each part', async () => {
  const env = { PROVING_GROUND_ROOT: await project() }
  const { code, text } = await start([process.execPath, 'scripts/runbook.ts', 'x', '--dry-run'], env).ended
  expect(code, text).toBe(0)
  expect(text).toContain(`base (content/runbooks/base.mdx), start state, with Istio ${other.version}`)
  expect(text).toContain(`x (content/runbooks/x.mdx), with Istio ${pins.istio.version}`)
})

test('a proof depends on the pins of the versions that its page uses, and on no others', async () => {
  const used = await proofHash(await project(), 'x')
  expect(await proofHash(await project(`startsFrom: base\nneeds: [${NEED}]`), 'x')).not.toBe(used)
})

test('people are told what made the start state and what the other program is', () => {
  const run = madeUpEvidence('x', 'f'.repeat(64), [{ id: 'a', command: 'true', says: 'ok\n' }])
  const two = { ...run.versions, startIstio: '1.30.9', otherIstio: { '1.30': '1.30.9' } }
  const said = istioVersion({ istio: '1.30.9', toolchain: two.toolchain })
  expect(otherIstioVersions(two)).toEqual([
    ['start state made with', `Istio ${said}`],
    ['istioctl-1.30', said],
  ])
  expect(ticket({ ...run, versions: two })).toContain(`start state made with: Istio ${said}\n`)
  expect(otherIstioVersions(run.versions)).toEqual([])
})
