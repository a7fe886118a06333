import type { Page, Step } from './types.ts'

/**
 * The steps of a page that make its end state for the runbooks that start from it: those that change something, and the
 * reading steps that wait for such a change. The other reading steps and the clean-up are left out.
 */
export function startStateSteps({ steps }: Pick<Page, 'steps'>): Step[] {
  return steps.filter(({ readOnly, waits, cleanup }) => !cleanup && (!readOnly || waits === true))
}
