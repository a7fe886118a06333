import { setTimeout as delay } from 'node:timers/promises'
import { DownloadError } from './download-error.ts'

/** Milliseconds before each further attempt. */
const PAUSES = [500, 1000, 2000, 4000]

/**
 * Tries again after a pause while the reason may pass.
 * @param attempt @param progressed true when the failed attempt got further: then the pauses begin anew
 * @throws DownloadError of the last attempt; any other error of the first
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  signal: AbortSignal,
  progressed: () => boolean = () => false,
): Promise<T> {
  let failures = 0
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof DownloadError) || !error.mayPass) throw error
      if (progressed()) failures = 0
      const pause = PAUSES[failures++]
      if (pause === undefined) throw new DownloadError(`${error.message} (${failures} attempts)`, false)
      await delay(pause, undefined, { signal })
    }
  }
}
