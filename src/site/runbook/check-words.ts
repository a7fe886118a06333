import { sentenceOf } from '../../checks/index.ts'
import { callsOf } from '../../page/program-calls.ts'
import { type CheckRecord, differencesPath, duration, type Evidence, istioVersion } from '../../evidence/index.ts'

/** A check as sentences, in which backticks mark code: what was checked and, for one about the cluster, what was observed before and after. */
export interface CheckLine {
  sentence: string
  /** Seen before the command; undefined when the check is about its output or nothing was to change. */
  was?: string
  /** Seen after it; undefined when the check is about the output, which stands on the page. */
  now?: string
}

/** A check as it is shown beside its output. */
export function checkLine(check: CheckRecord): CheckLine {
  const { before, observedBefore, observed } = check
  const words = { sentence: sentenceOf(check) }
  if (before === 'not tried') return words
  if (before === 'unknown') return { ...words, was: 'not known', now: observed }
  return observedBefore === observed ? { ...words, now: observed } : { ...words, was: observedBefore, now: observed }
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

/** A fact with its name, and the path below the base where it is explained. */
export type RunFact = [name: string, value: string, path?: string]

/** When and on what a step ran and how it ended. */
export function runFacts({ versions, startedAt, steps, variables }: Evidence, step: string): RunFact[] {
  const record = steps.find(({ id }) => id === step)
  const differences = differencesPath(versions)
  return [
    ['Ran', startedAt.slice(0, 10)],
    ...(record ? ([['Exit', `${record.exitCode}, after ${duration(record.durationMs)}`]] as RunFact[]) : []),
    ['Istio', istioOf(versions, record?.command ?? ''), ...(differences ? [differences] : [])] as RunFact,
    ['Kubernetes', versions.kubernetes],
    ...Object.entries(variables).filter(([name]) => new RegExp(`\\$\\{?${name}\\b`).test(record?.command ?? '')),
  ]
}

/** The Istio that a command was run with: that of its `istioctl`, or of each `istioctl-1.30` in it. */
function istioOf(versions: Evidence['versions'], command: string): string {
  const { otherIstio = {}, toolchain } = versions
  const programs = new Set(callsOf(command).map(([program]) => program))
  const istio = Object.entries(otherIstio).flatMap(([minor, version]) =>
    programs.has(`istioctl-${minor}`) ? [version] : [],
  )
  if (istio.length === 0 || programs.has('istioctl')) istio.unshift(versions.istio)
  return istio.map((version) => istioVersion({ istio: version, toolchain })).join(' and ')
}
