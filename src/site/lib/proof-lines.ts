import { type CheckRecord, duration, type Evidence } from '../../evidence/index.ts'

/** A check in few words: what was asked and, where it is about the cluster, what was seen before and after. */
export interface CheckLine {
  sentence: string
  /** Seen before the command; undefined when the check is about its output or nothing was to change. */
  was?: string
  /** Seen after it; undefined when the check is about the output, which stands on the page. */
  now?: string
}

/** British for its want of a comma before the "and": a part may be several words. */
const LIST = new Intl.ListFormat('en-GB')

/**
 * A recorded sentence for readers: quotes in what it quotes are recorded with a backslash before them, and what a row of
 * the output was to have is recorded as a bare list.
 */
export function readable(sentence: string): string {
  return sentence
    .replace(/"((?:[^"\\]|\\.)*)"/g, (_all, quoted: string) => `“${quoted.replace(/\\(["\\])/g, '$1')}”`)
    .replace(/\b(a pod of) ([\w-]+) in ([\w-]+)/g, '$1 $3/$2')
    .replace(
      /^(the output has (?:(\d+) rows|\S+ row)) with (.+)$/s,
      (_all, rows: string, many: string, list: string) =>
        `${rows}${many ? ', each' : ''} with ${LIST.format(list.split(', '))}`,
    )
}

/** A check as it is shown beside its output. */
export function checkLine({ sentence, before, sawBefore, saw }: CheckRecord): CheckLine {
  const words = { sentence: readable(sentence) }
  if (before === 'unseen') return words
  if (before === 'unknown') return { ...words, was: 'not known', now: saw }
  return sawBefore === saw ? { ...words, now: saw } : { ...words, was: sawBefore, now: saw }
}

/**
 * The requests that went out while a step ran, as a sentence: 802 requests, from before step 4 until after step 15, over
 * 2 routes: none failed. Undefined when none were sent then.
 */
export function trafficLine({ steps, traffic }: Evidence, step: string): string | undefined {
  const numberOf = (id: string) => 1 + steps.findIndex((s) => s.id === id)
  const at = numberOf(step)
  const spans = traffic.filter(({ fromStep, toStep }) => numberOf(fromStep) <= at && at <= numberOf(toStep))
  if (spans.length === 0) return undefined
  const from = Math.min(...spans.map(({ fromStep }) => numberOf(fromStep)))
  const to = Math.max(...spans.map(({ toStep }) => numberOf(toStep)))
  const { requests, failures } = trafficSums(spans)
  const failed = failures === 0 ? 'none failed' : `${failures} failed`
  const routes = spans.length === 1 ? 'one route' : `${spans.length} routes`
  return `${requests} requests, from before step ${from} until after step ${to}, over ${routes}: ${failed}`
}

/** What went over several routes, together. */
export function trafficSums(routes: Evidence['traffic']): Record<'requests' | 'failures', number> {
  const sum = (of: 'requests' | 'failures') => routes.reduce((total, route) => total + route[of], 0)
  return { requests: sum('requests'), failures: sum('failures') }
}

/** When and on what a step ran and how it ended, as facts with their names. */
export function runFacts({ versions, startedAt, steps, variables }: Evidence, step: string): [string, string][] {
  const record = steps.find(({ id }) => id === step)
  return [
    ['Ran', startedAt.slice(0, 10)],
    ...(record ? ([['Exit', `${record.exit}, after ${duration(record.durationMs)}`]] as [string, string][]) : []),
    ['Istio', versions.istio],
    ['Kubernetes', versions.kubernetes],
    ...Object.entries(variables).filter(([name]) => new RegExp(`\\$\\{?${name}\\b`).test(record?.command ?? '')),
  ]
}
