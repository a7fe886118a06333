import type { Evidence, ProofState } from '../../evidence/index.ts'
import type { Page, Step } from '../../page/index.ts'
import { trafficSums } from './check-words.ts'

/** What a step does. A step that is meant to fail is that first. */
export type Kind = 'changes' | 'reads' | 'fails' | 'undoes'

/** A step with its number, for links. */
export interface Numbered {
  step: Step
  /** Counted from 1. */
  number: number
}

/** What a reader wants to know of a runbook before the first step. */
export interface Overview {
  /** "18: 4 make changes, 10 only read, 4 undo changes". */
  steps: string
  /** The steps that change the cluster or a file, without those that take changes back. */
  changing: Numbered[]
  /** The steps that take changes back. */
  undoing: Numbered[]
  /** Where the recorded run saw objects change: "in namespaces istio-system and payments, and cluster-wide (Namespace)". */
  where: string | undefined
  /** What the comparison of the cluster after the clean-up with the one before showed; undefined: none was recorded. */
  after: string | undefined
  /** What was sent through the mesh meanwhile, and how much of it failed; undefined: nothing. */
  traffic: string | undefined
}

/** What a step does. */
export function stepKind(page: Page, step: Step): Kind {
  if (step.expectedFailure) return 'fails'
  if (step.readOnly) return 'reads'
  return page.steps.some((other) => other.undo.includes(step.id)) ? 'undoes' : 'changes'
}

/** The steps of a page with their numbers. */
export function numbered(page: Page): Numbered[] {
  return page.steps.map((step, i) => ({ step, number: i + 1 }))
}

/** Sums a runbook up from its page and its proof. */
export function overview(page: Page, proof: ProofState): Overview {
  const all = numbered(page).map((one) => ({ ...one, kind: stepKind(page, one.step) }))
  const of = (kind: Kind) => all.filter((entry) => entry.kind === kind)
  const counts = [
    phrase(of('changes').length, 'makes a change', 'make changes'),
    phrase(of('reads').length, 'only reads', 'only read'),
    phrase(of('fails').length, 'is meant to fail', 'are meant to fail'),
    phrase(of('undoes').length, 'undoes changes', 'undo changes'),
  ].filter((text) => text !== undefined)
  return {
    steps: `${all.length}: ${counts.join(', ')}`,
    changing: of('changes'),
    undoing: of('undoes'),
    where: proof.state === 'none' ? undefined : where(page, proof),
    after: proof.state === 'none' ? undefined : after(proof.evidence.leftovers),
    traffic: proof.state === 'none' ? undefined : traffic(proof.evidence),
  }
}

/** "a", "a and b", "a, b and c". */
function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

function phrase(count: number, one: string, more: string): string | undefined {
  return count === 0 ? undefined : `${count} ${count === 1 ? one : more}`
}

function where(page: Page, { evidence }: Exclude<ProofState, { state: 'none' }>): string | undefined {
  const changing = new Set(page.steps.filter((step) => stepKind(page, step) === 'changes').map((step) => step.id))
  const objects = evidence.steps
    .filter((record) => changing.has(record.id))
    .flatMap(({ changes }) => changes.map(({ object }) => object))
  const names = [...new Set(objects)].map((object) => object.split(' ') as [kind: string, name: string])
  const inNamespaces = names.filter(([, name]) => name.includes('/'))
  const kinds = names.filter(([, name]) => !name.includes('/')).map(([kind]) => kind.split('.')[0]!)
  const namespaces = [...new Set(inNamespaces.map(([, name]) => name.split('/')[0]!))].sort()
  const parts = [
    ...(namespaces.length > 0
      ? [`in ${namespaces.length === 1 ? 'namespace' : 'namespaces'} ${list(namespaces)}`]
      : []),
    ...(kinds.length > 0 ? [`cluster-wide (${counted(kinds)})`] : []),
  ]
  return parts.length === 0 ? undefined : parts.join(', and ')
}

/** "ClusterRole ×2, Namespace". */
function counted(kinds: readonly string[]): string {
  const each = [...new Set(kinds)].sort().map((kind) => ({ kind, count: kinds.filter((one) => one === kind).length }))
  return each.map(({ kind, count }) => (count === 1 ? kind : `${kind} ×${count}`)).join(', ')
}

function traffic({ traffic: routes }: Evidence): string | undefined {
  if (routes.length === 0) return undefined
  const { requests, failures } = trafficSums(routes)
  return `${requests} requests while it ran, ${failures} failed`
}

function after({ compared, differences, allowed }: { compared: number; differences: unknown[]; allowed: unknown[] }) {
  if (compared === 0 || differences.length > 0) return undefined
  if (allowed.length === 0) return `all ${compared} objects were unchanged`
  return `${compared} objects were compared: unchanged, except ${allowed.length} that ${allowed.length === 1 ? 'is' : 'are'} meant to differ`
}
