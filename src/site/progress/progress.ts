/**
 * # What a reader's browser keeps
 *
 * ## Shape
 *
 * One JSON text under one key of `localStorage`, the same text that export writes and import reads:
 *
 *     {
 *       "schema": 1,
 *       "lessons": { "why": { "version": "1a2b3c4d", "at": "2026-11-24T08:00:00.000Z" } },
 *       "quizzes": {
 *         "course": {
 *           "round": { "old-pods": { "right": false, "at": "…" } },
 *           "right": { "two-lists": "…" },
 *           "best": { "right": 22, "of": 27, "at": "…" }
 *         }
 *       },
 *       "tasks": { "hands-on": { "install": "…" } }
 *     }
 *
 * `lessons` has those that are marked as read, with the version that was read. `round` has the first answers since the
 * quiz was begun (again), `right` every question that was ever answered right, with the last time; one that is later than
 * the answer in the round was put right since. `best` is the best round that was finished. `tasks` has the ticked ones, by runbook and step, with the time of the tick. Absent means "not yet"; taking
 * a mark back removes the entry. Times are UTC, ISO 8601.
 *
 * ## Life cycle
 *
 * Nothing is kept in memory: each change reads what is stored now, changes that, and writes it back within one turn, so
 * that two tabs do not undo each other. A reader who never marks anything stores nothing. Lessons, questions and tasks
 * that the site no longer has stay stored, and are not shown: they may come back, and an export may go to a copy of the
 * site that still has them. A text that cannot be read is never written over: the reader can save it, and start anew.
 *
 * ## Migration
 *
 * `schema` is raised whenever a field is added, removed or changes its meaning; unknown fields are refused, so that no
 * older page drops what a newer one wrote. What is older is brought up by `MIGRATIONS`, one function for each step, and
 * is written in the new shape with the reader's next change. What is newer is left alone, with a message. An id that is
 * renamed in the content is not migrated: a lesson under a new name counts as unread. Examples:
 *
 * - A lesson's text changes: its version differs from the stored one, and it shows as changed. Nothing is written.
 * - A question is added: the round goes on with it; `best` keeps the number of questions that it was out of.
 * - Tasks get their own notes: a field, so schema 2, and `MIGRATIONS[1]` gives every task an empty one.
 */
export interface Progress {
  schema: typeof PROGRESS_SCHEMA
  lessons: Record<string, ReadLesson>
  quizzes: Record<string, QuizProgress>
  /** By runbook, then by step: when it was ticked. */
  tasks: Record<string, Record<string, string>>
}

/** A lesson that is marked as read. */
interface ReadLesson {
  /** What it said then, see `lesson-version.ts`. */
  version: string
  at: string
}

/** What is known of one reader and one quiz. */
export interface QuizProgress {
  /** The first answer to each question in this round. */
  round: Record<string, { right: boolean; at: string }>
  /** When each question was last answered right, in whatever round or retry. */
  right: Record<string, string>
  /** The best of the finished rounds. */
  best?: Score
}

/** The result of a finished round. */
export interface Score {
  right: number
  of: number
  at: string
}

/** The schema that this version of the site writes. */
const PROGRESS_SCHEMA = 1

/** The most that is read, in characters: a hundred times what the course can fill. */
export const MOST = 500_000

/** A text that is no progress; the message says what is wrong with it, to its reader. */
export class ProgressError extends Error {}

type Migration = (older: Record<string, unknown>) => Record<string, unknown>

/** Brings data of one schema to the next. Nothing older than schema 1 was ever published. */
const MIGRATIONS: Readonly<Record<number, Migration>> = {}

/** The progress of somebody who has not begun. */
export function noProgress(): Progress {
  return { schema: PROGRESS_SCHEMA, lessons: {}, quizzes: {}, tasks: {} }
}

/**
 * Reads a stored or exported text.
 * @throws ProgressError that says where it is wrong
 */
export function parseProgress(text: string, migrations = MIGRATIONS): Progress {
  if (text.length > MOST) throw new ProgressError('it is far too long')
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    throw new ProgressError('it is not JSON')
  }
  return progress(migrate(data, migrations), '')
}

function migrate(data: unknown, migrations: typeof MIGRATIONS): unknown {
  if (typeof data !== 'object' || data === null || !('schema' in data))
    throw new ProgressError('it has no "schema"; this is not an export of progress')
  let current: Record<string, unknown> = { ...data }
  for (let schema = current['schema']; schema !== PROGRESS_SCHEMA; schema = current['schema']) {
    if (typeof schema === 'number' && schema > PROGRESS_SCHEMA)
      throw new ProgressError(`it was written by a newer version of this site (schema ${schema}); reload this page`)
    const next = typeof schema === 'number' ? migrations[schema] : undefined
    if (!next) throw new ProgressError(`schema: there never was a schema ${JSON.stringify(schema)}`)
    current = { ...next(current), schema: (schema as number) + 1 }
  }
  return current
}

/** Reads one value. `where` is its path in the text, for the message. */
type Reader<T> = (value: unknown, where: string) => T

const schema: Reader<typeof PROGRESS_SCHEMA> = () => PROGRESS_SCHEMA
const flag: Reader<boolean> = (value, where) => (typeof value === 'boolean' ? value : wrong(where, 'true or false'))
const count: Reader<number> = (value, where) =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < 1000
    ? (value as number)
    : wrong(where, 'a small whole number')
const version: Reader<string> = (value, where) =>
  typeof value === 'string' && /^[0-9a-f]{8}$/.test(value) ? value : wrong(where, 'eight hexadecimal digits')
const time: Reader<string> = (value, where) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) && !isNaN(Date.parse(value))
    ? value
    : wrong(where, 'a time such as 2026-11-24T08:00:00.000Z')

const progress: Reader<Progress> = object({
  schema,
  lessons: byId(object({ version, at: time })),
  quizzes: byId(
    object(
      { round: byId(object({ right: flag, at: time })), right: byId(time) },
      { best: object({ right: count, of: count, at: time }) },
    ),
  ),
  tasks: byId(byId(time)),
})

/** An object with these fields and no others. */
function object<T extends object, U extends object = object>(
  fields: { [Name in keyof T]: Reader<T[Name]> },
  optional: { [Name in keyof U]?: Reader<U[Name]> } = {},
): Reader<T & Partial<U>> {
  const known = new Map<string, Reader<unknown>>([...Object.entries(fields), ...Object.entries(optional)] as never)
  return (value, where) => {
    const given = new Map(entries(value, where))
    for (const name of Object.keys(fields)) if (!given.has(name)) wrong(path(where, name), 'there')
    const read = [...given].map(([name, field]) => {
      const reader = known.get(name) ?? wrong(path(where, name), 'known here')
      return [name, reader(field, path(where, name))]
    })
    return Object.fromEntries(read) as T & Partial<U>
  }
}

/** An object whose names are ids of the content. */
function byId<T>(each: Reader<T>): Reader<Record<string, T>> {
  return (value, where) =>
    Object.fromEntries(
      entries(value, where).map(([id, one]) => {
        if (!/^[a-z0-9][a-z0-9-]{0,79}$/.test(id)) wrong(path(where, id), 'named with lower case letters, digits and -')
        return [id, each(one, path(where, id))]
      }),
    )
}

function entries(value: unknown, where: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) wrong(where, 'an object')
  return Object.entries(value)
}

function path(where: string, name: string): string {
  return `${where}${where && '.'}${name.slice(0, 80)}`
}

function wrong(where: string, wanted: string): never {
  throw new ProgressError(`${where || 'the whole of it'} is not ${wanted}`)
}
