import { up } from '../../src/cluster/index.ts'
import { Connection } from '../../src/kubernetes-api/index.ts'
import { listObjects, requestedOf, type AnyObject, type Objects } from '../../src/kubernetes/index.ts'
import { ROOT } from '../../src/shared/root.ts'
import { makePlan, needsOf, Reporter, run, settledSnapshot, type Plan } from '../../src/runbook/index.ts'
import { expect, test } from '../support/supplied.ts'

/** The plan with every reading step of its start state run, too. */
function withAllSteps(plan: Plan): Plan {
  const chain = plan.chain.map((part) => {
    const steps = part.page.steps.map((step) => ({ ...step, waits: true as const }))
    return { ...part, page: { ...part.page, steps }, steps: part.steps.map((p, i) => ({ ...p, step: steps[i]! })) }
  })
  return { ...plan, chain }
}

/** Makes the start state of a plan on a new cluster. @returns how many steps that took, and what it made */
async function made(plan: Plan): Promise<{ steps: number; objects: string[] }> {
  const { signal } = new AbortController()
  const cluster = await up({ needs: needsOf(plan), signal })
  const connection = new Connection(cluster.kubeconfig)
  const told: string[] = []
  try {
    const reporter = new Reporter({ write: (text: string) => told.push(text) })
    const { failure } = await run(plan, { ...cluster, kept: false }, { startOnly: true }, reporter, signal)
    expect(failure?.reason, told.join('').slice(-3000)).toBeUndefined()
    await settledSnapshot(connection, signal)
    const steps = told.filter((text) => /Step \d+ of/.test(text)).length
    return { steps, objects: words(await listObjects(connection), cluster.name) }
  } finally {
    connection.close()
    await cluster.down()
  }
}

/** What kind and kubeadm make, before any start state, differently on each cluster. */
const OF_CLUSTER = /^(Node |CertificateSigningRequest|\S+ kube-(system|public|node-lease)\/)/

/** Names and addresses that a cluster makes up, and its own certificates. */
const MADE_UP: [RegExp, string][] = [
  [/-[bcdfghjklmnpqrstvwxz2456789]{6,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-<pod>'],
  [/\bkube-api-access-[a-z0-9]{5}\b/g, '<token>'],
  [/"(uid|clusterIP|caBundle)":"[^"]*"/g, '"$1":"…"'],
  [/"clusterIPs":\["[^"]*"\]/g, '"clusterIPs":["…"]'],
  [/"nodePort":\d+/g, '"nodePort":0'],
  [/-----BEGIN CERTIFICATE-----[^"]*/g, '<certificate>'],
]

function words(objects: Objects, cluster: string): string[] {
  return [...objects]
    .filter(([name]) => !OF_CLUSTER.test(name))
    .map(([name, object]) => `${name} ${JSON.stringify(requestedOf(name, withoutKeys(name, object)))}`)
    .map((text) => MADE_UP.reduce((all, [pattern, word]) => all.replace(pattern, word), text.replaceAll(cluster, '…')))
    .sort()
}

/** Of a Secret the names of its keys. */
function withoutKeys(name: string, object: AnyObject): AnyObject {
  const { data } = object as AnyObject & { data?: Record<string, string> }
  return name.startsWith('Secret ') && data ? ({ ...object, data: Object.keys(data).sort() } as AnyObject) : object
}

test('a start state is what its whole pages make, though it leaves the reading steps out', async () => {
  test.setTimeout(8 * 60_000)
  const plan = await makePlan(ROOT, 'strict-mtls', {})
  expect(plan.chain.map(({ page }) => page.id)).toEqual(['install-default', 'deploy-payments'])
  const [short, whole] = await Promise.all([made(plan), made(withAllSteps(plan))])
  expect(short.steps).toBeLessThan(whole.steps - 5)
  expect(short.objects.length).toBeGreaterThan(200)
  expect(short.objects).toEqual(whole.objects)
})
