import type { Page, Step } from './types.ts'

/**
 * The steps of a page that make its end state for the runbooks that start from it: those that change something, and the
 * reading steps that wait for such a change. The other reading steps and the clean-up are left out.
 */
export function startStateSteps({ steps }: Pick<Page, 'steps'>): Step[] {
  return steps.filter(({ readOnly, waits, cleanup }) => !cleanup && (!readOnly || waits === true))
}

/**
 * Which Istio runs each page of a chain, by minor version; undefined: the default. What a page says of its start state holds
 * for every page that makes it, unless one of those says otherwise of its own.
 * @param chain the pages that make the start state and the page itself, the first to run first
 * @param last of the page itself
 */
export function istioOfEach(chain: readonly Pick<Page, 'startIstio'>[], last?: string): (string | undefined)[] {
  let istio = last
  return chain
    .toReversed()
    .map(({ startIstio }) => {
      const own = istio
      istio = startIstio ?? istio
      return own
    })
    .toReversed()
}
