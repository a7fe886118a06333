import type { Progress, QuizProgress, Score } from './progress.ts'

/**
 * Both, with nothing of either lost: what only one has is taken, of two lessons the one read later, of two answers in a
 * round and of two ticks the one given first, of two results the better one.
 */
export function mergeProgress(one: Progress, other: Progress): Progress {
  return {
    schema: one.schema,
    lessons: join(one.lessons, other.lessons, (a, b) => (a.at >= b.at ? a : b)),
    quizzes: join(one.quizzes, other.quizzes, mergeQuiz),
    tasks: join(one.tasks, other.tasks, (a, b) => join(a, b, (one, other) => (one <= other ? one : other))),
  }
}

/** What the second has that the first lacks or has otherwise, counted in entries. */
export function newIn(before: Progress, after: Progress): number {
  const known = new Set(leaves(before))
  return leaves(after).filter((leaf) => !known.has(leaf)).length
}

function mergeQuiz(a: QuizProgress, b: QuizProgress): QuizProgress {
  const best = better(a.best, b.best)
  return {
    round: join(a.round, b.round, (one, other) => (one.at <= other.at ? one : other)),
    right: join(a.right, b.right, (one, other) => (one >= other ? one : other)),
    ...(best ? { best } : {}),
  }
}

/** The result with the greater share of right answers; of equal ones the first. */
export function better(a: Score | undefined, b: Score | undefined): Score | undefined {
  if (!a || !b) return a ?? b
  return b.right * Math.max(a.of, 1) > a.right * Math.max(b.of, 1) ? b : a
}

function join<T>(a: Record<string, T>, b: Record<string, T>, both: (a: T, b: T) => T): Record<string, T> {
  const joined = new Map(Object.entries(a))
  for (const [id, value] of Object.entries(b)) {
    const there = joined.get(id)
    joined.set(id, there === undefined ? value : both(there, value))
  }
  return Object.fromEntries(joined)
}

function leaves({ lessons, quizzes, tasks }: Progress): string[] {
  return [
    ...Object.entries(lessons).map(([id, { version, at }]) => `lesson ${id} ${version} ${at}`),
    ...Object.entries(quizzes).flatMap(([id, { round, right, best }]) => [
      ...Object.keys({ ...round, ...right }).map((question) => `question ${id} ${question}`),
      ...(best ? [`best ${id} ${best.right} ${best.of}`] : []),
    ]),
    ...Object.entries(tasks).flatMap(([id, ticked]) => Object.keys(ticked).map((step) => `task ${id} ${step}`)),
  ]
}
