import { isDeepStrictEqual } from 'node:util'
import { mask, type CheckRecord, type Evidence, type StepRecord } from '../evidence/index.ts'
import type { Page } from '../page/index.ts'

/** Checks that may hold before their step already, because the cluster is on its way there by itself. All others are compared. */
const RACING_MATCHERS: Record<string, readonly string[]> = {
  // A refused ReplicaSet goes on trying, as the page says: on a slow machine its pod comes first.
  'istio-cni#restart-web': ['isAvailable', 'areReady', 'haveNativeSidecar'],
}

/** A command that only waits for what an earlier one began. On a slow machine the pods may be ready before the command begins. */
const ONLY_WAITS = /^kubectl (?:rollout status|wait) [^\n;|&]*$/

/** Whether pods are up. They may still be in replacement by an earlier step when a step begins: on a slow machine only. */
const SETTLING_MATCHERS = ['isAvailable', 'areReady', 'haveNativeSidecar']

/** How a shell reports a writer that was ended because its reader went away, as `head` does when it has its lines. */
const BROKEN_PIPE = 141

/**
 * How a run differs from the recorded one in what must be the same in every run: commands, exit codes, checks; not times,
 * names and addresses. One line for each difference, with the step and the field; none where nothing differs.
 */
export function differencesFromEvidence(run: Evidence, recorded: Evidence): string[] {
  const steps = new Map(run.steps.map((step) => [step.id, step]))
  const ids = recorded.steps.map(({ id }) => id)
  const added = [...steps.keys()].filter((id) => !ids.includes(id))
  return [
    ...differences('start state', run.startState, recorded.startState),
    ...added.map((id) => `${id}: not recorded, in this run`),
    ...recorded.steps.flatMap((step) => {
      const now = steps.get(step.id)
      if (now === undefined) return [`${step.id}: recorded, not in this run`]
      return [...commandDifferences(now, step), ...checksDifferences(run.runbook, now, step)]
    }),
    ...differences('allowed leftovers', run.leftovers.allowed, recorded.leftovers.allowed),
  ]
}

function commandDifferences(now: StepRecord, recorded: StepRecord): string[] {
  const { id } = recorded
  return [
    ...differences(`${id}: sha256`, now.sha256, recorded.sha256),
    ...differences(`${id}: exitCode`, now.exitCode, recorded.exitCode),
    ...differences(`${id}: pipeStatus`, settledPipe(now), settledPipe(recorded)),
  ]
}

/** Whether a writer ends by itself or is ended by its reader, who has what it wants, is a race between the two. */
function settledPipe({ pipeStatus }: StepRecord): number[] {
  return pipeStatus.map((status, i) => (status === BROKEN_PIPE && i + 1 < pipeStatus.length ? 0 : status))
}

function checksDifferences(runbook: string, now: StepRecord, recorded: StepRecord): string[] {
  const { id, command } = recorded
  if (now.checks.length !== recorded.checks.length)
    return differences(`${id}: number of checks`, now.checks.length, recorded.checks.length)
  return recorded.checks.flatMap((check, i) => {
    const other = now.checks[i]!
    const where = `${id}: check ${i + 1} (${check.matcher})`
    const early = RACING_MATCHERS[`${runbook}#${id}`]?.includes(check.matcher) === true
    const onlyWaits = check.matcher === 'areReady' && ONLY_WAITS.test(command)
    // It proves the more where it held before in the recorded run and did not in this one.
    const stronger = SETTLING_MATCHERS.includes(check.matcher) && check.before === 'true'
    return [
      ...differences(where, words(other), words(check)),
      ...(early || onlyWaits || stronger ? [] : differences(`${where} before`, other.before, check.before)),
      ...differences(`${where} passed`, other.passed, check.passed),
    ]
  })
}

/** What a check asks, without names and numbers that are made up in each run. */
function words({ subject, matcher, args }: CheckRecord): unknown {
  return { subject, matcher, args: args.map((value) => (typeof value === 'string' ? mask(value) : value)) }
}

function differences(where: string, now: unknown, recorded: unknown): string[] {
  if (isDeepStrictEqual(now, recorded)) return []
  return [`${where}: recorded ${JSON.stringify(recorded)}, now ${JSON.stringify(now)}`]
}

/** Parts that `mask` leaves, because they are the same within one run: generated names, serial numbers and fingerprints of certificates, times in Helm's and curl's forms, versions of objects. */
const GENERATED: [RegExp, string][] = [
  // The connection of an istioctl that has just ended, which istiod counts among the proxies until it has seen it end. It names no
  // version, and istioctl prints the highest one that it can hold.
  [/(?:, )?\b65536\.65536\.65536 \(\d+ proxies\)/g, ''],
  [/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d \d{4}\b/g, '<time>'],
  [/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:[+-]\d{4}|GMT|UTC)/g, '<time>'],
  [/\bmodifiedAt=\d{10}\b/g, 'modifiedAt=<time>'],
  [/\bafter \d+ ms\b/g, 'after <time>'],
  [/\b(?:[0-9A-F]{2}:){15,}[0-9A-F]{2}\b/g, '<fingerprint>'],
  [/("?resourceVersion"?: ?)"\d+"/g, '$1"<version>"'],
  // What istiod calls the versions of its configuration: the time and a running number.
  [/("nonce": ?)"[^"]+"/g, '$1"<nonce>"'],
  [/("versionInfo": ?)"<time>\/\d+"/g, '$1"<time>/<number>"'],
  // The commit of a build.
  [/(revision\\?": ?\\?")[0-9a-f]{12}(?=\\?")/g, '$1<commit>'],
  [/\bpod-template-hash=\w+/g, 'pod-template-hash=<hash>'],
  [/\bthread=\d+/g, 'thread=<number>'],
  [/"ConnectionId":"\d+"/g, '"ConnectionId":"<number>"'],
  // The memory of a node.
  [/\b\d{7,}Ki\b/g, '<memory>'],
  [/\bproving-ground-[0-9a-f]{8}\b/g, '<cluster>'],
  [/\b[0-9a-f]{24,64}\b/g, '<hex>'],
  [/-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-<random>'],
  // A ReplicaSet's, by the hash of its pod template.
  [/-[bcdfghjklmnpqrstvwxz2456789]{7,10}\b/g, '-<hash>'],
]

/** Reading steps that print something else from run to run on a cluster of their own, too, each with the cause. */
export const VARYING_STEPS: Readonly<Record<string, string>> = {
  'break-crds#serving-again': 'curl prints one line for each try until the gateway has the route again',
  'upgrade-helm#versions-during': 'istioctl counts the proxies that have connected to the new istiod so far',
  'inspect-control-plane#events':
    'a slow machine has one more event: the readiness probe of a pod that has just started fails',
  'inspect-control-plane#logs': 'how istiod groups its pushes depends on when the API server tells it of each object',
  'retire-old-revision#too-early':
    'the connection of the istioctl before it, which names itself test-1.default, counts as a proxy until istiod has seen it end',
}

/** What the reading steps of a run printed, by step: lines sorted, since names that are made up decide their order. */
export function readings({ runbook, steps }: Evidence, page: Page): Record<string, string[]> {
  const steady = page.steps.filter(({ id, readOnly }) => readOnly && VARYING_STEPS[`${runbook}#${id}`] === undefined)
  const reading = new Set(steady.map(({ id }) => id))
  // Truncated outputs cannot be compared: where they were cut depends on what is masked.
  const whole = steps.filter(({ id, output }) => reading.has(id) && !output.truncated)
  return Object.fromEntries(whole.map(({ id, output }) => [id, lines(output.text)]))
}

/** Columns are as wide as the longest value in them, which may be one that is masked: blanks do not count. */
function lines(text: string): string[] {
  const masked = GENERATED.reduce((all, [pattern, name]) => all.replace(pattern, name), mask(text))
  return masked
    .split('\n')
    .map((line) => line.replace(/[ \t]+/g, ' ').trimEnd())
    .sort()
}
