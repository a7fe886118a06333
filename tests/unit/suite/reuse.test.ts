import { expect, test } from '@playwright/test'
import type { V1Deployment, V1Pod } from '@kubernetes/client-node'
import type { AnyObject, Objects } from '../../../src/kubernetes/index.ts'
import { nameOf } from '../../../src/kubernetes/resources.ts'
import { logLevelFaults } from '../../../src/suite/log-level-faults.ts'
import { reuseFaults } from '../../../src/suite/reuse.ts'
import { inOrder, recorded } from '../../support/recorded.ts'

/** The objects before and after what was recorded. */
function objects(recording: string): { before: Objects; after: Map<string, AnyObject> } {
  const kinds = recorded(recording)
  const before = new Map(
    kinds.flatMap((kind) => kind.list.items.map((item): [string, AnyObject] => [nameOf(kind, item), item])),
  )
  const after = new Map(before)
  for (const { resource, event } of inOrder(kinds)) {
    if (event.type === 'DELETED') after.delete(nameOf(resource, event.object))
    else if (event.type !== 'BOOKMARK') after.set(nameOf(resource, event.object), event.object)
  }
  return { before, after: structuredClone(after) }
}

const texts = (before: Objects, after: Objects) => reuseFaults(before, after).map(({ text }) => text)

/** The objects after the restart, with one of them edited. */
function edited(pattern: RegExp, edit: (object: AnyObject) => void): string[] {
  const { before, after } = objects('restart')
  const [, object] = [...after].find(([name]) => pattern.test(name) && !before.has(name)) ??
    [...after].find(([name]) => pattern.test(name)) ?? ['', undefined]
  edit(object!)
  return texts(before, after)
}

test('reuseFaults has none for a cluster where nobody asked for anything', () => {
  const { before, after } = objects('nothing')
  expect(texts(before, after)).toEqual([])
})

test('reuseFaults has none for a Deployment of the start state that was restarted and is ready', () => {
  const { before, after } = objects('restart')
  const replaced = [...after.keys()].filter((name) => !before.has(name))
  expect(replaced.filter((name) => name.startsWith('Pod ')).length).toBeGreaterThan(0)
  expect(replaced.filter((name) => name.startsWith('ReplicaSet.apps ')).length).toBeGreaterThan(0)
  expect(texts(before, after)).toEqual([])
})

test('reuseFaults names a label that a replaced pod has and its predecessor had not', () => {
  const found = edited(/^Pod payments\/payments-/, ({ metadata }) => (metadata.labels!['istio.io/rev'] = 'canary'))
  expect(found).toEqual([expect.stringContaining('differs from the pod that it replaced (labels.istio.io/rev)')])
})

test('reuseFaults says that a replaced pod may still become ready', () => {
  const { before, after } = objects('restart')
  const pod = [...after].find(([name]) => name.startsWith('Pod payments/payments-'))![1] as unknown as V1Pod
  pod.status!.conditions!.find(({ type }) => type === 'Ready')!.status = 'False'
  expect(reuseFaults(before, after)).toEqual([
    { text: expect.stringMatching(/^Pod payments\/payments-\S+ is not ready$/) as unknown as string, settles: true },
  ])
})

test('reuseFaults names a Deployment that differs in more than the time of its restart', () => {
  const edit = (object: AnyObject) => ((object as unknown as V1Deployment).spec!.template.spec!.hostname = 'other')
  expect(edited(/^Deployment\.apps payments\//, edit)).toEqual([
    'changed Deployment.apps payments/payments (spec.template.spec.hostname)',
  ])
})

for (const namespace of ['istio-system', 'kube-system']) {
  test(`reuseFaults names the same restart in ${namespace}`, () => {
    const move = (all: Objects) =>
      new Map(
        [...structuredClone([...all])].map(([name, object]) => {
          if (object.metadata.namespace === 'payments') object.metadata.namespace = namespace
          return [name.replace(' payments/', ` ${namespace}/`), object] as const
        }),
      )
    const { before, after } = objects('restart')
    const found = texts(move(before), move(after))
    expect(found.some((text) => text.startsWith(`deleted Pod ${namespace}/payments-`))).toBe(true)
    expect(found.some((text) => text.startsWith(`added Pod ${namespace}/payments-`))).toBe(true)
    expect(found.some((text) => text.startsWith(`changed Deployment.apps ${namespace}/payments`))).toBe(true)
  })
}

test('reuseFaults names a container that was restarted in the same pod', () => {
  const { before, after } = objects('nothing')
  const [name, pod] = [...after].find(([key]) => key.startsWith('Pod ')) as unknown as [string, V1Pod]
  pod.status!.containerStatuses![0]!.restartCount++
  expect(texts(before, after)).toEqual([expect.stringMatching(`^restarted ${name} \\(.* 0.* before, .* 1.* now\\)$`)])
})

const left: [what: string, recording: string, says: RegExp][] = [
  ['a ConfigMap that was added and one that was made anew', 'recreate', /^added ConfigMap payments\/made$/],
  ['an annotation', 'annotate', /^changed Namespace payments \(metadata\.annotations\.sidecar\.istio\.io\/inject\)$/],
]
for (const [what, recording, says] of left) {
  test(`reuseFaults names ${what}`, () => {
    const { before, after } = objects(recording)
    const found = reuseFaults(before, after)
    expect(found.map(({ text }) => text)).toContainEqual(expect.stringMatching(says))
    expect(found.every(({ settles }) => !settles)).toBe(true)
  })
}

test('reuseFaults names a Pod and a ReplicaSet of a Deployment that the start state did not have', () => {
  const { before, after } = objects('restart')
  const without = new Map([...before].filter(([name]) => !/ payments\/payments/.test(name)))
  const found = texts(without, after)
  for (const kind of ['Deployment.apps', 'ReplicaSet.apps', 'Pod'])
    expect(
      found.some((text) => text.startsWith(`added ${kind} payments/payments`)),
      kind,
    ).toBe(true)
})

test('logLevelFaults names log levels that differ from the start state, also of a replaced pod and of one that does not answer', () => {
  const levels = (text: string) => [{ of: 'shop/client istio-proxy', levels: text }]
  const before = levels('active loggers:\n  http: warning\n  tls: warning\n')
  expect(logLevelFaults(before, before)).toEqual([])
  expect(logLevelFaults(before, levels('active loggers:\n  http: debug\n  tls: warning\n'))).toEqual([
    'log levels of shop/client istio-proxy changed (http: debug)',
  ])
  expect(logLevelFaults(before, levels('they could not be asked for: exit 28'))).toEqual([
    'log levels of shop/client istio-proxy changed (they could not be asked for: exit 28)',
  ])
  expect(logLevelFaults(before, [...before, { of: 'other/other istio-proxy', levels: '' }])).toEqual([])
})
