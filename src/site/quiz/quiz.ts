import { z } from 'zod'
import { sha256 } from '../../evidence/index.ts'
import { readData, stepReference } from '../shared/content-data.ts'

const option = z.strictObject({
  /** One possible answer. */
  say: z.string().min(1),
  /** Whether it is the right one; of each question exactly one is. */
  right: z.boolean().default(false),
  /** Why it is right, or what is wrong with it. Backticks mark code. */
  why: z.string().min(1),
})

const question = z.strictObject({
  /** Its anchor. */
  id: z.string().regex(/^[a-z0-9-]+$/, 'is lower case letters, digits and -'),
  /** A situation and what is asked. */
  ask: z.string().min(1),
  options: z.array(option).min(3).refine(oneRight, 'must have exactly one option with right: true'),
  /** The step that shows the answer. */
  shown: stepReference,
  /** The lesson, with anchor, that teaches it: `revisions/#what-decides`. */
  read: z.string().regex(/^[a-z-]+\/(#[a-z0-9-]+)?$/, 'is a lesson, perhaps with an anchor: revisions/#seeing-it'),
})

export type Question = z.infer<typeof question>

/**
 * The questions of a quiz, each with its options in the order in which every page shows them.
 * @throws Error that names the file and the fault
 */
export async function loadQuiz(id: string): Promise<Question[]> {
  const questions = await readData(`content/quizzes/${id}.yaml`, z.array(question))
  return questions.map((one) => ({ ...one, options: mixed(one) }))
}

/**
 * A question's options in an order that is the same in each build: authors tend to write the right one second. It
 * depends on the question's id and on the places in the file, so that rewording an option moves nothing.
 */
function mixed({ id, options }: Question): Question['options'] {
  const keyed = options.map((option, i) => ({ option, key: sha256(`order ${id} ${i}`) }))
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ option }) => option)
}

function oneRight(options: readonly { right: boolean }[]): boolean {
  return options.filter(({ right }) => right).length === 1
}
