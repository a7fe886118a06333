import { programCalls } from './shell.ts'

/** One program called by a command, with its words as bash would pass them; expansions stay as they are written. */
export type Call = readonly [program: string, ...words: string[]]

/**
 * Every program that a step's command calls, in order: parts of pipelines and lists, bodies of loops, what stands in
 * `$(…)`, also inside a heredoc, and what `kubectl exec … --` runs in a container.
 */
export function callsOf(command: string): Call[] {
  return programCalls(command).map(({ program, words }) => [program, ...words])
}

/** The program without the version of Istio in its name: `istioctl` for `istioctl-1.30`. */
export function withoutVersion(program: string): string {
  return program.replace(/^(istioctl)-\d+\.\d+$/, '$1')
}
