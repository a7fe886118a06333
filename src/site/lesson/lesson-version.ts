import { createHash } from 'node:crypto'

/** What a lesson is made of. */
export interface LessonParts {
  title: string
  description: string
  /** Its MDX, without front matter. */
  body: string
}

/** What a lesson shows from elsewhere, by name. */
export interface LessonReferences {
  /** Runbooks whose steps it shows. */
  runbooks: string[]
  /** Files of the content whose text it shows. */
  files: string[]
}

/** What a lesson shows besides its own prose. */
export function referencesOf(body: string): LessonReferences {
  const all = (pattern: RegExp) => [...new Set([...body.matchAll(pattern)].map((match) => match[1]!))].sort()
  return {
    runbooks: all(/<[A-Z]\w*\b[^>]*?\b(?:by|of|from)="([\w-]+)#/g),
    files: [
      ...all(/<Diagram id="([\w-]+)"/g).map((id) => `content/diagrams/${id}.yaml`),
      ...all(/<Quiz id="([\w-]+)"/g).map((id) => `content/quizzes/${id}.yaml`),
    ],
  }
}

/**
 * The version of a lesson: eight hexadecimal digits that change when its words do, or a proof that it shows. White space
 * and imports do not count, and neither does a run that was recorded again without a change.
 * @param shown what it shows from elsewhere: hashes of proofs, texts of files
 */
export function lessonVersion({ title, description, body }: LessonParts, shown: readonly string[]): string {
  const words = body
    .replace(/^import .*$/gm, '')
    .replace(/\{\/\*[\s\S]*?\*\/\}/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  return createHash('sha256')
    .update(JSON.stringify([title, description, words, ...shown]))
    .digest('hex')
    .slice(0, 8)
}
