import { readdir, readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { prepare } from '../../src/cluster/index.ts'
import { parseEvidence } from '../../src/evidence/index.ts'
import { apiServer } from '../support/api-server.ts'
import { OwnCluster } from '../support/own-cluster.ts'
import { start } from '../support/project.ts'
import { expect, test } from '../support/supplied.ts'

/** Runs on a cluster of the user's own. One cluster for all: each test leaves it as it was, or the next one says so. */
test.describe.configure({ mode: 'serial', timeout: 5 * 60_000 })

/** Pages that read, and are true of any healthy mesh. */
const READING = ['mesh-control-plane', 'mesh-sync-state', 'mesh-change-evidence', 'mesh-analysis']

/** Commands that make a namespace with one injected pod, by the newest revision that is there. */
const ORDERS = `
  revision=$(kubectl get deployments --all-namespaces -l app=istiod --sort-by=.metadata.creationTimestamp -o jsonpath='{.items[-1:].metadata.labels.istio\\.io/rev}')
  kubectl create namespace orders
  kubectl label namespace orders istio.io/rev="$revision"
  kubectl create deployment orders -n orders --image=registry.k8s.io/e2e-test-images/agnhost:2.63.0 -- /agnhost pause
  kubectl rollout status deployment/orders -n orders --timeout=60s`

let own: OwnCluster
let config: unknown
test.beforeAll(async () => {
  own = await OwnCluster.make()
  // Others are at work on it.
  const { code, text } = await own.type(`
    kubectl create namespace bystander
    kubectl create configmap notes -n bystander --from-literal=kept=yes
    kubectl create deployment bystander -n bystander --image=registry.k8s.io/e2e-test-images/agnhost:2.63.0 -- /agnhost pause
    kubectl rollout status deployment/bystander -n bystander --timeout=60s`)
  if (code !== 0) throw new Error(text)
  config = await own.kubeconfigAsItIs()
  await own.remember()
})
test.afterEach(async () => {
  expect(await own.kubeconfigAsItIs()).toEqual(config)
})
test.afterAll(() => own.remove())

test('reading a cluster without Istio ends with 2 and says so', async () => {
  for (const id of ['inspect-control-plane', ...READING]) {
    const { code, text } = await own.run(id, 'staging')
    expect([code, text]).toEqual([
      2,
      expect.stringMatching(
        /^error: context "staging" has no Istio in namespace istio-system: .* --istio-namespace <name>\n$/,
      ),
    ])
  }
})

test('without a terminal and --yes-change nothing is changed', async () => {
  const { code, text } = await own.run('install-default', 'staging')
  expect([code, text]).toEqual([2, expect.stringContaining('no terminal to ask on: add --yes-change staging')])
})

test('the name of the context typed wrong three times changes nothing', async () => {
  const line = 'npm run --silent runbook install-default -- --context staging'
  const words = ['script', '--quiet', '--return', '--flush', '--command', line, '/dev/null']
  const run = start(words, { KUBECONFIG: own.kubeconfig }, 'pipe')
  for (const [i, answer] of ['yes', 'stag', 'Staging'].entries()) {
    await run.printed(new RegExp(`(?:type the name of the context: [^]*){${i + 1}}`))
    run.child.stdin!.write(`${answer}\n`)
  }
  const { code, text } = await run.ended
  expect([code, text]).toEqual([2, expect.stringContaining('was not typed in 3 tries, so nothing was changed')])
})

test('an object that is there already is refused by its name', async () => {
  await own.type('kubectl create namespace istio-system')
  const { code, text } = await own.run('install-default', 'staging', ['--yes-change', 'staging'])
  expect([code, text]).toEqual([
    2,
    expect.stringContaining('- Namespace istio-system is there already; install-default#install would create it'),
  ])
  await own.type('kubectl delete namespace istio-system')
  expect(await own.differences()).toEqual([])
})

let left = ''
test('install-default --leave leaves an installation that can be used, with its evidence and its ticket', async ({}, info) => {
  const [json, ticket] = [info.outputPath('run.json'), info.outputPath('run.txt')]
  const reports = ['--json', json, '--ticket', ticket]
  const { code, text } = await own.run('install-default', 'staging', ['--leave', '--yes-change', 'staging', ...reports])
  expect(code, text).toBe(0)
  left = text
  expect(text).toMatch(/^Outside of the plan\n+ *nothing changed$/m)
  const evidence = parseEvidence(json, await readFile(json, 'utf8'))
  expect(evidence.ownCluster).toMatchObject({ context: 'staging', use: 'change', takeBack: expect.any(Array) })
  expect(await readFile(ticket, 'utf8')).toMatch(/context staging[^]*this cluster was changed[^]*To take it back:/)
})

test('reading asks nothing, and is right with two revisions', async () => {
  await reads('inspect-control-plane')
  const { code, text } = await own.type(`
    istioctl install --set profile=minimal --set revision=blue -y
    ${ORDERS}`)
  expect(code, text).toBe(0)
  const texts: Record<string, string> = {}
  for (const id of READING) texts[id] = await reads(id)
  // The gateway is connected to one control plane, the new pod to the other.
  const each = /^istio-ingressgateway-\S+ [^]*^orders-\S+\.orders .* istiod-blue-/m
  expect(texts['mesh-sync-state']).toMatch(each)
  expect(texts['mesh-change-evidence']).toMatch(
    /^istiod .* default [^]*^istiod-blue .* blue [^]*^orders-\S+\.orders .* istiod-blue-/m,
  )
  await own.type('kubectl delete namespace orders\nistioctl uninstall --revision blue -y')
})

test('an Istio that is there is never taken away', async () => {
  const { code, text } = await own.run('install-default', 'staging', ['--yes-change', 'staging'])
  expect([code, text]).toEqual([2, expect.stringContaining('an Istio is there: istio-system/istiod.')])
})

test('a page that breaks things runs on a start state that is proven to be there, once its breaking is allowed', async () => {
  const there = ['--start-is-there', '--yes-change', 'staging']
  const payments = await own.run('deploy-payments', 'staging', ['--leave', ...there])
  expect(payments.code, payments.text).toBe(0)
  const refused = await own.run('strict-mtls', 'staging', there)
  expect([refused.code, refused.text]).toEqual([2, expect.stringContaining('--allow-break staging')])
  const { code, text } = await own.run('strict-mtls', 'staging', [...there, '--allow-break', 'staging'])
  expect(code, text).toBe(0)
  expect(text).toMatch(/Is the start state there\? deploy-payments\n[^]*✔ deploy-payments#/)
  const scaled = await own.type('kubectl scale deployment payments -n payments --replicas=0')
  expect(scaled.code, scaled.text).toBe(0)
  const incomplete = await own.run('strict-mtls', 'staging', [...there, '--allow-break', 'staging'])
  expect([incomplete.code, incomplete.text]).toEqual([
    1,
    expect.stringContaining('--start-is-there: the start state is not there; '),
  ])
  const back = await own.takeBack(payments.text)
  expect(back.code, back.text).toBe(0)
  const missing = await own.run('strict-mtls', 'staging', [...there, '--allow-break', 'staging'])
  expect([missing.code, missing.text]).toEqual([
    2,
    expect.stringContaining('- Namespace outside is not there; strict-mtls#enroll-outside would change it'),
  ])
})

test('the commands that --leave printed take the installation back without a trace', async () => {
  const { code, text } = await own.takeBack(left)
  expect(code, text).toBe(0)
  expect(await own.differences()).toEqual([])
})

test('Ctrl-C in the middle ends with 130, and what it says to type takes back what stands', async () => {
  const run = own.start('install-default', 'staging', ['--yes-change', 'staging'])
  await run.printed(/Istio core installed/)
  run.child.kill('SIGINT')
  const { code, text } = await run.ended
  expect(code, text).toBe(130)
  await takesBack(text)
})

test('a connection lost in the middle fails the run, which says what to type once it is back', async () => {
  const run = own.start('install-default', 'wire', ['--yes-change', 'wire'])
  await run.printed(/install-default#wait-istiod/)
  own.wire.cut()
  const { code, text } = await run.ended
  expect(code, text).toBe(1)
  own.wire.mend()
  await takesBack(text)
})

test('another cluster behind the same context ends the run with 2, and neither is changed', async () => {
  // A stand-in for the other cluster: what a run asks it is who it is.
  const other = await apiServer({ '/api/v1/namespaces/kube-system': { metadata: { uid: 'another' } } })
  const run = own.start('install-default', 'moved', ['--yes-change', 'moved'])
  await run.printed(/install-default#list-crds/)
  own.moved.leadTo((other.server.address() as AddressInfo).port)
  const { code, text } = await run.ended
  await other.close()
  expect([code, text]).toEqual([2, expect.stringMatching(/^error: context "moved" leads to another cluster now: /m)])
  own.moved.mend()
  await takesBack(text)
})

test('Istio of Helm in another namespace is found, and read with --istio-namespace', async () => {
  const { charts } = await prepare({ needs: ['helm'] })
  test.skip(charts === undefined, 'this toolchain has no charts of its own')
  const chart = async (name: string) =>
    join(
      charts!,
      (await readdir(charts!)).find((file) => file.startsWith(`${name}-`))!,
    )
  const { code, text } = await own.type(`
    helm install base ${await chart('base')} -n mesh --create-namespace --set global.istioNamespace=mesh
    helm install istiod ${await chart('istiod')} -n mesh --set global.istioNamespace=mesh --wait
    ${ORDERS}`)
  expect(code, text).toBe(0)
  const elsewhere = await own.run('mesh-control-plane', 'staging')
  expect([elsewhere.code, elsewhere.text]).toEqual([
    2,
    expect.stringContaining('There is one in mesh: --istio-namespace mesh'),
  ])
  for (const id of READING) await reads(id, ['--istio-namespace', 'mesh'])
})

/** Types what a run printed, and expects the cluster to be as it was before. */
async function takesBack(text: string): Promise<void> {
  expect(text).toContain('What stands is taken back by 3 commands of install-default. Type:')
  const { code, text: typed } = await own.takeBack(text)
  expect(code, typed).toBe(0)
  expect(await own.differences()).toEqual([])
}

/** Runs a page that reads, and expects that it passes. @returns what it printed */
async function reads(id: string, words: readonly string[] = []): Promise<string> {
  const namespaces = id === 'mesh-change-evidence' ? ['--set', 'NAMESPACES=orders'] : []
  const { code, text } = await own.run(id, 'staging', [...words, ...namespaces])
  expect(code, text).toBe(0)
  expect(text).toContain('nothing was changed')
  return text
}
