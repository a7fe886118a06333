import type { Progress } from './progress.ts'

/** Whether a lesson was read, and whether it says the same still. */
export function lessonState({ lessons }: Progress, id: string, version: string): 'unread' | 'read' | 'changed' {
  const read = lessons[id]
  if (!read) return 'unread'
  return read.version === version ? 'read' : 'changed'
}

/** The progress with a lesson marked as read now. */
export function withLesson(progress: Progress, id: string, version: string): Progress {
  return { ...progress, lessons: { ...progress.lessons, [id]: { version, at: new Date().toISOString() } } }
}

/** The progress with the mark of a lesson taken back. */
export function withoutLesson(progress: Progress, id: string): Progress {
  const { [id]: _gone, ...lessons } = progress.lessons
  return { ...progress, lessons }
}

/** "read on 2026-11-24", "changed since you finished it on 2026-11-01 (last change 2026-11-20)"; empty when unread. */
export function lessonWords(state: ReturnType<typeof lessonState>, on: string, changed: string | undefined): string {
  if (state === 'unread') return ''
  if (state === 'read') return `read on ${on}`
  return `changed since you finished it on ${on}${changed ? ` (last change ${changed})` : ''}`
}
