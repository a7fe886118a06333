import { noProgress, parseProgress, ProgressError, type Progress } from './progress.ts'

/** The one key of `localStorage` that progress lives under. */
export const KEY = 'proving-ground:progress'

/** What is stored, and what is wrong with the storage. */
export interface Kept {
  progress: Progress
  /** A sentence for the reader, if something is wrong with the storage. */
  problem?: string
  /** The stored text that could not be read. It is left as it is. */
  unreadable?: string
}

const LOST =
  'This browser keeps nothing for this site: storage is blocked or full. What you mark is lost when you leave.'

/** Progress that could not be written. It is lost when the page is left. */
let unwritten: Progress | undefined

/** What is stored now. */
export function load(): Kept {
  if (unwritten) return { progress: unwritten, problem: LOST }
  let text: string | null
  try {
    text = localStorage.getItem(KEY)
  } catch {
    return { progress: noProgress(), problem: LOST }
  }
  if (text === null) return { progress: noProgress() }
  try {
    return { progress: parseProgress(text) }
  } catch (error) {
    const why = error instanceof ProgressError ? error.message : String(error)
    return { progress: noProgress(), problem: `What this browser keeps of your progress: ${why}.`, unreadable: text }
  }
}

/** Reads what is stored now, changes it and writes it back. What cannot be read is not written over. */
export function save(change: (progress: Progress) => Progress): Kept {
  const kept = load()
  if (kept.unreadable !== undefined) return kept
  write(change(kept.progress))
  return load()
}

/** Forgets everything, also what could not be read. */
export function clear(): void {
  unwritten = undefined
  try {
    localStorage.removeItem(KEY)
  } catch {
    // Storage is blocked, so nothing is stored.
  }
  document.dispatchEvent(new Event(KEY))
}

/** Calls at once, and again after each change in this tab, in another one, and when the page comes back from history. */
export function follow(listener: () => void): void {
  listener()
  document.addEventListener(KEY, listener)
  addEventListener('storage', ({ key }) => (key === KEY || key === null) && listener())
  addEventListener('pageshow', ({ persisted }) => persisted && listener())
}

/** A time as its reader writes the day: 2026-11-24. */
export function day(at: string): string {
  return new Date(at).toLocaleDateString('sv')
}

function write(progress: Progress): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(progress))
    unwritten = undefined
  } catch {
    unwritten = progress
  }
  document.dispatchEvent(new Event(KEY))
}
