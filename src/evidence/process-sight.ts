import type { Evidence } from './schema.ts'

/** What a run cannot promise of processes that its commands left running; undefined for one that saw them in `/proc`. */
export function processSight({ processesSeenBy }: Pick<Evidence, 'processesSeenBy'>): string | undefined {
  return processesSeenBy && SENTENCES[processesSeenBy]
}

const SENTENCES = {
  ps: 'seen by ps and lsof, not in /proc: one that left its parent and its process group and closed its files is missed',
  none: 'not seen on this machine: whether a command left one running is not known',
}
