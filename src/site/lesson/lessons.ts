import { getCollection } from 'astro:content'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { proofHash } from '../../evidence/index.ts'
import { ROOT } from '../../shared/root.ts'
import { lessonVersion, referencesOf } from './lesson-version.ts'
import { runbook } from '../runbook/runbook.ts'

/** A lesson, as far as a reader's progress is concerned. */
export interface Lesson {
  /** Its name in the address: `why`. */
  id: string
  title: string
  minutes: number | undefined
  /** See `lesson-version.ts`. */
  version: string
  /** The day of the last change to what it shows, if the project's history says so. */
  changed: string | undefined
}

let listed: Promise<Lesson[]> | undefined

/** The lessons in their order, once per build. */
export function listLessons(): Promise<Lesson[]> {
  if (!import.meta.env.PROD) return list()
  return (listed ??= list())
}

async function list(): Promise<Lesson[]> {
  const entries = (await getCollection('docs')).filter(({ id }) => id.startsWith('lessons/'))
  const days = await changeDays()
  const order = ({ data }: (typeof entries)[number]) => data.sidebar.order ?? 0
  return Promise.all(
    entries
      .sort((a, b) => order(a) - order(b))
      .map(async ({ id, data: { title, description = '', minutes }, body = '', filePath = '' }): Promise<Lesson> => {
        const { runbooks, files } = referencesOf(body)
        const texts = await Promise.all(files.map((file) => readFile(join(ROOT, file), 'utf8')))
        const proofs = await Promise.all(runbooks.map(proofOf))
        const seen = [
          filePath,
          ...files,
          ...runbooks.flatMap((name) => [`content/runbooks/${name}.mdx`, `runbooks/${name}.ts`]),
        ]
        return {
          id: id.replace('lessons/', ''),
          title,
          minutes,
          version: lessonVersion({ title, description, body }, [...texts, ...proofs]),
          changed: seen
            .flatMap((file) => days.get(file) ?? [])
            .sort()
            .at(-1),
        }
      }),
  )
}

/** The hash that the proof of a runbook has, or will have once it is recorded. */
async function proofOf(id: string): Promise<string> {
  const { proof } = await runbook(id)
  return proof.state === 'verified' ? proof.evidence.proofHash : proofHash(ROOT, id)
}

/** The day of the last commit to each file of the content; empty where there is no history. */
async function changeDays(): Promise<Map<string, string>> {
  const days = new Map<string, string>()
  try {
    const { stdout } = await promisify(execFile)(
      'git',
      ['log', '--relative', '--format=@%cs', '--name-only', '--', 'content', 'runbooks'],
      { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 },
    )
    let on = ''
    for (const line of stdout.split('\n')) {
      if (line.startsWith('@')) on = line.slice(1)
      else if (line !== '' && !days.has(line)) days.set(line, on)
    }
  } catch {
    // An archive has no history; the page then leaves the day out.
  }
  return days
}

/** The title of the lesson that a path below the lessons leads to: `revisions/#seeing-it`. @throws Error: there is none */
export async function lessonTitle(path: string): Promise<string> {
  const lesson = (await listLessons()).find(({ id }) => path.startsWith(`${id}/`))
  if (!lesson) throw new Error(`${path}: there is no such lesson`)
  return lesson.title
}
