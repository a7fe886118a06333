import { loadEvidence } from '../evidence/index.ts'
import { istioOfEach, listPages, loadChain } from '../page/index.ts'

/** One run of a runbook in a test run. */
export interface Run {
  id: string
  /** True: on a cluster that it shares with no other runbook. */
  own: boolean
  /** The runbooks that make its start state, the first one first, each with its Istio if that is not the default. */
  chain: readonly string[]
  /** Values of variables other than the page's. */
  set: Record<string, string>
}

/**
 * Every runbook once with the values of its page, and some with others. First those that need a cluster of their own; then
 * those that share one, each start state after those that it is made from. The longest come first, so that the workers end together.
 * @param set other values, by runbook
 */
export async function runsInOrder(root: string, set: Record<string, Record<string, string>>): Promise<Run[]> {
  const runs = await Promise.all((await listPages(root)).map((id) => runsOf(root, id, set[id])))
  return runs
    .flat()
    .sort(byStartState)
    .map(({ run }) => run)
}

interface Timed {
  run: Run
  ms: number
}

async function runsOf(root: string, id: string, set: Record<string, string> | undefined): Promise<Timed[]> {
  const pages = await loadChain(root, id)
  const versions = istioOfEach(pages)
  const chain = pages.slice(0, -1).map((page, i) => nameOf(page.id, versions[i]))
  const own = pages.at(-1)!.cluster !== undefined
  // Invalid evidence is reported by another test.
  const ms = (await loadEvidence(root, id).catch(() => undefined))?.durationMs ?? 0
  return [{}, ...(set === undefined ? [] : [set])].map((values) => ({ run: { id, own, chain, set: values }, ms }))
}

/** `deploy-payments`, or `deploy-payments (Istio 1.30)`. */
function nameOf(id: string, istio: string | undefined): string {
  return istio === undefined ? id : `${id} (Istio ${istio})`
}

function byStartState(a: Timed, b: Timed): number {
  return (
    Number(b.run.own) - Number(a.run.own) ||
    (a.run.own ? 0 : a.run.chain.length - b.run.chain.length || a.run.chain.join().localeCompare(b.run.chain.join())) ||
    b.ms - a.ms
  )
}
