import { mask, type Evidence } from '../evidence/index.ts'
import type { Page } from '../page/index.ts'

/** Checks that may hold before their step already, because the cluster is on its way there by itself. All others are compared. */
const RACING_MATCHERS: Record<string, readonly string[]> = {
  // A refused ReplicaSet goes on trying, as the page says: on a slow machine its pod comes first.
  'istio-cni#restart-web': ['isAvailable', 'areReady', 'haveNativeSidecar'],
}

/** A command that only waits for what an earlier one began. On a slow machine the pods may be ready before the command begins. */
const ONLY_WAITS = /^kubectl (?:rollout status|wait) [^\n;|&]*$/

/** What must be the same in every run: commands, statuses, checks; not times, names and addresses. */
export function comparable({ runbook, steps, startState, leftovers }: Evidence) {
  return {
    startState,
    steps: steps.map(({ id, command, sha256, exitCode, pipeStatus, checks }) => ({
      id,
      sha256,
      exitCode,
      pipeStatus,
      checks: checks.map(({ subject, matcher, args, before, passed }) => ({
        ...{ subject, matcher, args: args.map((value) => (typeof value === 'string' ? mask(value) : value)) },
        before: mayHoldBefore(`${runbook}#${id}`, command, matcher) ? undefined : before,
        passed,
      })),
    })),
    allowed: leftovers.allowed,
  }
}

function mayHoldBefore(step: string, command: string, matcher: string): boolean {
  return RACING_MATCHERS[step]?.includes(matcher) === true || (matcher === 'areReady' && ONLY_WAITS.test(command))
}

/** Parts that `mask` leaves, because they are the same within one run: generated names, serial numbers of certificates. */
const GENERATED: [RegExp, string][] = [
  [/\bproving-ground-[0-9a-f]{8}\b/g, '<cluster>'],
  [/\b[0-9a-f]{24,64}\b/g, '<hex>'],
  [/-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-<random>'],
]

/** Reading steps that print something else from run to run on a cluster of their own, too, each with the cause. */
export const VARYING_STEPS: Readonly<Record<string, string>> = {
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
