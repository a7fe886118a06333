import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { makePlan, Reporter, run } from '../../../src/runbook/index.ts'
import { makeEvidence } from '../../../src/runbook/report/evidence.ts'
import { loadContextRules } from '../../../src/page/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { ticket } from '../../../src/evidence/index.ts'
import { whatStandsNow } from '../../../src/runbook/cli/what-stands.ts'
import { splitLeftovers } from '../../../src/runbook/run/own-leftovers.ts'
import type { OwnCluster } from '../../../src/runbook/run/own-cluster.ts'
import { apiServer, type ApiServer } from '../../support/api-server.ts'
import { fixture, type Files } from '../../support/fixture.ts'

const nothing = { items: [] }
let api: ApiServer
test.beforeEach(async () => {
  api = await apiServer({
    '/apis': { groups: [] },
    '/api/v1/namespaces': nothing,
    '/api/v1/configmaps': nothing,
    '/api/v1/pods': nothing,
    '/api/v1/events': nothing,
  })
})
test.afterEach(() => api.close())

const versions = { istio: '1.31.0', kubernetes: '1.36.1', kind: 'none', envoy: '', toolchain: 'source' } as const
const reading: OwnCluster = {
  context: 'staging',
  uid: 'u1',
  use: 'read',
  example: new Map(),
  guard: () => Promise.reject(new Error('a reading page changes nothing')),
  startIsThere: false,
  leave: false,
  planned: new Set(),
}

async function go(root: string, own: OwnCluster, { id, tools } = { id: 'x', tools: '/usr/bin' }) {
  const signal = new AbortController().signal
  const plan = await makePlan(root, id, {})
  const target = { kubeconfig: api.kubeconfig, tools, otherIstio: {}, versions, kept: own.use !== 'read' }
  const lines: string[] = []
  const reporter = new Reporter({ write: (text: string) => lines.push(text) > 0, isTTY: false, columns: 80 })
  const result = await run(plan, target, { ownCluster: own }, reporter, signal)
  const evidence = makeEvidence(plan, { ownCluster: own }, result, versions)
  return { result, evidence, ran: evidence.steps.map(({ id }) => id), text: lines.join('') }
}

test('a reading page goes on after a look that finds something, and compares no steps of the example', async () => {
  const { PROVING_GROUND_ROOT: root = '' } = await fixture(
    [
      { id: 'a', command: 'echo ok' },
      { id: 'sick', command: 'echo STALE' },
      { id: 'example', command: 'echo other && (exit 3)' },
      { id: 'b', command: 'test -f "$KUBECONFIG" && echo ok' },
    ],
    asModule,
  )
  const own = { ...reading, example: new Map([['example', 'The example has no metrics server.']]) }
  const { result, evidence, ran, text } = await go(root, own)
  expect(ran).toEqual(['a', 'sick', 'example', 'b'])
  expect(evidence.steps.map(({ passed }) => passed)).toEqual([true, false, true, true])
  expect(evidence.steps[2]).toMatchObject({
    exitCode: 3,
    checks: [],
    notCompared: 'The example has no metrics server.',
  })
  expect(text).toContain('not compared: The example has no metrics server.')
  expect([evidence.passed, result.failure?.at?.step.id]).toEqual([false, 'sick'])
  expect(ticket(evidence)).toMatch(
    /^Run on: {6}context staging, cluster with kube-system u1\n {13}nothing on it was changed$/m,
  )
})

test('mesh-sync-state does not compare the states of proxies in a healthy mesh that has none', async () => {
  const tools = await mkdtemp(join(tmpdir(), 'proving-ground-tools-'))
  for (const [name, prints] of [
    ['kubectl', 'default'],
    ['istioctl', 'NAME     CLUSTER     ISTIOD     VERSION'],
  ] as const)
    await writeFile(join(tools, name), `#!/bin/sh\necho '${prints}'\n`, { mode: 0o755 })
  const { example } = (await loadContextRules(ROOT)).get('mesh-sync-state')!
  const { evidence, text } = await go(ROOT, { ...reading, example }, { id: 'mesh-sync-state', tools })
  expect(evidence.steps.map(({ id, passed }) => [id, passed])).toEqual([
    ['revisions', true],
    ['proxies', true],
    ['verbose', true],
    ['gate', true],
  ])
  expect(text).toContain('not compared: A mesh without proxies has no state to show.')
  expect(evidence.steps.filter(({ notCompared }) => notCompared !== undefined).map(({ id }) => id)).toEqual(['verbose'])
})

/** Node takes a script below a directory for temporary files for a module only where a package says so. */
function asModule(files: Files): void {
  files['package.json'] = '{ "type": "module" }\n'
}

/** A page that writes a file and starts from one that writes another; what they did is in `log`, outside of the run. */
function changing(log: string): Promise<Record<string, string>> {
  const step = (id: string, command: string, more: string) =>
    `<Step id="${id}" title="T" success="W" ${more}>\n\n\`\`\`bash\n${command}\n\`\`\`\n\n</Step>\n\n`
  const page = (name: string, front: string, more = '') =>
    `---\ntitle: X\ndescription: D.\n${front}---\n\n` +
    step(
      `make-${name}`,
      `echo ${name} > ${name}.txt && echo make-${name} >> ${log}`,
      `changes="C" undo="remove-${name}"`,
    ) +
    more +
    `## Clean up\n\n${step(`remove-${name}`, `rm ${name}.txt && echo remove-${name} >> ${log}`, 'changes="C"')}`
  const script = (name: string, more = '') =>
    `  step('make-${name}', async ({ file }) => { await check(file('${name}.txt')).contains('${name}') })\n${more}` +
    `  step('remove-${name}', async ({ file }) => { await check(file('${name}.txt')).isAbsent() })\n})\n`
  return fixture([{ id: 'a', command: 'echo ok' }], (files: Files) => {
    const head = files['runbooks/x.ts']!.split('\n').slice(0, 2).join('\n')
    asModule(files)
    files['content/runbooks/base.mdx'] = page('base', '')
    files['runbooks/base.ts'] = `${head.replace("'x'", "'base'")}\n${script('base')}`
    files['content/runbooks/x.mdx'] = page('own', 'startsFrom: base\n', step('look', 'cat own.txt', 'readOnly'))
    files['runbooks/x.ts'] =
      `${head}\n${script('own', "  step('look', async ({ output }) => { await check(output).contains('LOOK') })\n".replace('LOOK', 'own'))}`
  })
}

/** Runs the page that changes. @returns what it did, in order */
async function change(own: Partial<OwnCluster>, edit: (text: string) => string = (text) => text, log = '') {
  const { mkdtemp, readFile, writeFile } = await import('node:fs/promises')
  const file = log || `${await mkdtemp('/tmp/proving-ground-own-')}/log`
  await writeFile(file, '')
  const { PROVING_GROUND_ROOT: root = '' } = await changing(file)
  const page = `${root}/content/runbooks/x.mdx`
  await writeFile(page, edit(await readFile(page, 'utf8')))
  const full: OwnCluster = { ...reading, use: 'change', guard: () => Promise.resolve(), ...own }
  const outcome = await go(root, full)
  const did = (await readFile(file, 'utf8')).trim().split('\n').filter(Boolean)
  return { ...outcome, did, told: whatStandsNow(outcome.result, full, '/tools') }
}

test('a changing page makes its start state, and takes all of it back, the newest first', async () => {
  let guarded = 0
  const { did, evidence, result } = await change({ guard: async () => void guarded++ })
  expect(result.failure).toBeUndefined()
  expect(did).toEqual(['make-base', 'make-own', 'remove-own', 'remove-base'])
  expect(guarded).toBe(4)
  expect(evidence).toMatchObject({ passed: true, ownCluster: { startState: 'made', takeBack: [], elsewhere: [] } })
})

test('--leave leaves it, with the commands that take it back in the ticket', async () => {
  const { did, evidence, told } = await change({ leave: true })
  expect(did).toEqual(['make-base', 'make-own'])
  expect(evidence.scope).toMatchObject({ whole: false, reason: '--leave' })
  expect(evidence.ownCluster?.takeBack.map((one) => one.split(' &&')[0])).toEqual(['rm own.txt', 'rm base.txt'])
  expect(ticket(evidence)).toMatch(/this cluster was changed[^]*To take it back:\n {2}rm own\.txt/)
  expect(told).toMatch(
    /^It stays\. To take it back later[^]*^export PATH=\/tools:"\$PATH"$[^]*^\(umask 077 && .* --context staging > one-context\.kubeconfig\)$[^]*rm base\.txt/m,
  )
})

test('a failure half-way undoes what ran, start state included, and says so', async () => {
  const { did, result, told } = await change({}, (text) => text.replace('cat own.txt', 'cat gone.txt'))
  expect(result.failure?.at?.step.id).toBe('look')
  expect(did).toEqual(['make-base', 'make-own', 'remove-own', 'remove-base'])
  expect(told).toBe('Undone, by: remove-own, remove-base\nNothing stands that a command would take back.')
})

test('another cluster in the middle: nothing more is run, not even to undo, and what stands is said', async () => {
  let checks = 0
  const guard = () => (++checks > 2 ? Promise.reject(new Error('leads to another cluster now')) : Promise.resolve())
  const { did, result, told } = await change({ guard })
  expect(did).toEqual(['make-base', 'make-own'])
  expect(result.failure?.reason).toContain('leads to another cluster now')
  expect(told).toMatch(/^What stands is taken back by 2 commands of x, base\. Type:[^]*rm own\.txt/)
})

test('--start-is-there runs no command of the start state, and fails where a check of it does not hold', async () => {
  const { did, result } = await change({ startIsThere: true })
  expect(result.failure?.reason).toMatch(/^--start-is-there: the start state is not there; expected .*base\.txt/)
  expect(did).toEqual([])
})

test('splitLeftovers tells the objects of a plan from what others change meanwhile', () => {
  const object = (value: string) => JSON.stringify({ spec: { value } })
  const before = new Map([['Deployment.apps shop/web', object('1')]])
  const after = new Map([
    ['Deployment.apps shop/web', object('2')],
    ['Pod payments/x', object('1')],
    ['ConfigMap default/ours', object('1')],
    ['Pod outside/new-abc', object('1')],
    ['APIService.apiregistration.k8s.io v1.networking.istio.io', object('1')],
    ['APIService.apiregistration.k8s.io v1.example.com', object('1')],
  ])
  const crd = 'CustomResourceDefinition.apiextensions.k8s.io gateways.networking.istio.io'
  const planned = new Set(['Namespace payments', 'ConfigMap default/ours', crd])
  const allowed = [{ object: 'Pod outside/new-*', reason: 'R.' }]
  const { leftovers, elsewhere } = splitLeftovers(before, after, planned, allowed)
  expect(leftovers).toEqual({
    compared: 6,
    differences: [
      'added APIService.apiregistration.k8s.io v1.networking.istio.io',
      'added ConfigMap default/ours',
      'added Pod payments/x',
    ],
    allowed,
  })
  expect(elsewhere).toEqual([
    'added APIService.apiregistration.k8s.io v1.example.com',
    'changed Deployment.apps shop/web (spec.value)',
  ])
})
