import { PreconditionError } from '../shared/precondition-error.ts'

/** One fault in a page: where, what, and what to do. */
export interface Problem {
  file: string
  /** Counted from 1. */
  line: number
  text: string
}

/** Thrown with every fault found in a page at once, so that an author mends them in one go. */
export class PageError extends PreconditionError {
  override name = 'PageError'
  readonly problems: readonly Problem[]
  constructor(problems: readonly Problem[]) {
    super(problems.map(({ file, line, text }) => `${file}:${line}: ${text}`).join('\n'))
    this.problems = problems
  }
}
