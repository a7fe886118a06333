import { better } from './merge.ts'
import type { Progress, QuizProgress } from './progress.ts'

/** Where a reader stands in a quiz. */
export interface Standing {
  /** Questions answered in this round, of those that the quiz has now. */
  answered: number
  /** Of them, those whose first answer was right. */
  right: number
  /** Those that were wrong and are not put right yet. */
  wrong: string[]
  /** Those that were wrong and were put right later. */
  mended: number
}

/** What is known of a quiz; nothing yet, if it was never begun. */
export function quizOf({ quizzes }: Progress, quiz: string): QuizProgress {
  return quizzes[quiz] ?? { round: {}, right: {} }
}

/** Where the reader stands, among the questions that the quiz has now. */
export function standing({ round, right }: QuizProgress, questions: readonly string[]): Standing {
  const answered = questions.filter((id) => round[id])
  const missed = answered.filter((id) => !round[id]!.right)
  const wrong = missed.filter((id) => !((right[id] ?? '') > round[id]!.at))
  return {
    answered: answered.length,
    right: answered.length - missed.length,
    wrong,
    mended: missed.length - wrong.length,
  }
}

/**
 * The progress with one more answer. The first of a round counts for its score; a right one counts for ever.
 * @param at the time of the answer, ISO 8601
 */
export function withAnswer(
  progress: Progress,
  quiz: string,
  questions: readonly string[],
  { id, right, at }: { id: string; right: boolean; at: string },
): Progress {
  const known = quizOf(progress, quiz)
  const first = known.round[id] === undefined
  const next: QuizProgress = {
    ...known,
    round: first ? { ...known.round, [id]: { right, at } } : known.round,
    // The time of the latest right answer tells what was mended in this round.
    right: right ? { ...known.right, [id]: at } : known.right,
  }
  const now = standing(next, questions)
  const best = first && now.answered === questions.length ? { right: now.right, of: questions.length, at } : undefined
  const kept = better(known.best, best)
  return { ...progress, quizzes: { ...progress.quizzes, [quiz]: { ...next, ...(kept ? { best: kept } : {}) } } }
}

/** The progress with a new round begun. What was ever right, and the best result, stay. */
export function withNewRound(progress: Progress, quiz: string): Progress {
  return { ...progress, quizzes: { ...progress.quizzes, [quiz]: { ...quizOf(progress, quiz), round: {} } } }
}

/** "12 of 27 answered, 10 of them right." */
export function scoreWords({ answered, right, mended }: Standing, of: number): string {
  if (answered === 0) return 'Not begun.'
  const later = mended > 0 ? `, and ${mended} more when you tried again` : ''
  if (answered === of) return `All ${of} answered: ${right} right on the first try${later}.`
  return `${answered} of ${of} answered, ${right} of them right${later}.`
}
