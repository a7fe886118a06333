import type { Baselines, Assertion, Outcome } from '../checks/index.ts'

/** Milliseconds that one look may take: what never answers must not hold up a run. The last one has a second, too. */
export const PATIENCE = { most: 10_000, least: 1000 }

/**
 * Looks once. An error, or no answer in time, is `unknown`.
 * @param until milliseconds that are left for it
 */
export async function look(
  assertion: Assertion,
  baselines: Baselines,
  signal: AbortSignal,
  until = PATIENCE.most,
): Promise<Outcome> {
  const patience = Math.max(PATIENCE.least, Math.min(PATIENCE.most, Math.round(until)))
  const stop = AbortSignal.any([signal, AbortSignal.timeout(patience)])
  const silence = new Promise<Outcome>((resolve) => {
    const give = () => resolve({ is: 'unknown', observed: `no answer within ${patience} ms` })
    if (stop.aborted) give()
    stop.addEventListener('abort', give, { once: true })
  })
  return Promise.race([answer(assertion, baselines), silence])
}

async function answer(assertion: Assertion, baselines: Baselines): Promise<Outcome> {
  try {
    const { holds, observed } = await assertion.evaluate(baselines)
    return { is: holds ? 'true' : 'false', observed }
  } catch (error) {
    // The API client's messages go on with the answer's body and headers.
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    return { is: 'unknown', observed: `error: ${first}` }
  }
}
