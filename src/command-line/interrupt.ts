import { PreconditionError } from '../shared/precondition-error.ts'

/** Exit codes of a program that a signal ended: 128 and the signal's number. */
const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** Exit code of a program whose output nobody reads anymore, as when piped into `head`. */
const BROKEN_PIPE = 141

/**
 * Milliseconds in which further signals belong to the first. A terminal signals its whole process group, and npm passes
 * the same signal on: one Ctrl-C comes twice. So it is with `timeout`.
 */
const ONE_GESTURE = 1000

/**
 * A signal that aborts when this process is to end: on Ctrl-C, SIGTERM, a closed terminal, or when standard output cannot
 * be written anymore. What is under way then cleans up; a second Ctrl-C or SIGTERM, a second later or more, ends at once.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController()
  let began = 0
  const stop = (name: keyof typeof CODES) => {
    if (controller.signal.aborted) {
      if (performance.now() - began > ONE_GESTURE) process.exit(CODES[name])
      return
    }
    began = performance.now()
    console.error(`\n${name}: cleaning up (a second one ends at once)`)
    process.exitCode = CODES[name]
    controller.abort(new PreconditionError(`interrupted by ${name}`))
  }
  for (const name of Object.keys(CODES) as (keyof typeof CODES)[]) process.on(name, () => stop(name))
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (controller.signal.aborted) return
    began = performance.now()
    console.error(`\nerror: standard output cannot be written (${error.code}): cleaning up`)
    controller.abort(new PreconditionError(`standard output cannot be written (${error.code})`))
  })
  return controller.signal
}

/**
 * Keeps an output that breaks from ending this process with a stack trace; the exit code tells of it instead. What is
 * under way hears of it through `interruptSignal`.
 */
export function surviveBrokenOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exitCode ||= error.code === 'EPIPE' ? BROKEN_PIPE : 2
  })
  // No message can be printed without standard error.
  process.stderr.on('error', () => undefined)
}
