import { lessonState, lessonWords, withLesson, withoutLesson } from './lesson-state.ts'
import { day, follow, load, save } from './store.ts'

const MARKS = { unread: '', read: ' (read)', changed: ' (changed since you read it)' }

/** Ticks the lessons in the sidebar; on a lesson also marks it. */
class ReadingElement extends HTMLElement {
  connectedCallback() {
    const versions = JSON.parse(this.dataset['versions']!) as Record<string, string>
    const id = this.dataset['lesson']
    follow(() => {
      for (const [lesson, version] of Object.entries(versions)) tick(lesson, version)
      if (id) this.#show(id, versions[id]!)
    })
    if (id) this.querySelector('button')!.addEventListener('click', () => this.#mark(id, versions[id]!))
  }

  #mark(id: string, version: string): void {
    const read = lessonState(load().progress, id, version) === 'read'
    const { problem } = save((progress) => (read ? withoutLesson(progress, id) : withLesson(progress, id, version)))
    this.querySelector('[role=status]')!.textContent = problem ?? (read ? 'Marked as unread.' : 'Marked as read.')
  }

  #show(id: string, version: string): void {
    const { progress, problem } = load()
    const state = lessonState(progress, id, version)
    const on = state === 'unread' ? '' : day(progress.lessons[id]!.at)
    const words = lessonWords(state, on, this.dataset['changed'])
    this.querySelector('button')!.textContent =
      state === 'unread' ? 'Mark as read' : state === 'read' ? 'Mark as unread' : 'Mark as read again'
    this.querySelector('[data-state]')!.textContent = [words, problem].filter(Boolean).join('. ')
    const top = document.querySelector<HTMLElement>('[data-read-state]')
    if (!top) return
    top.dataset['readState'] = state
    top.textContent = { unread: '', read: ' · read', changed: ' · changed since you finished it' }[state]
  }
}

function tick(id: string, version: string): void {
  const state = lessonState(load().progress, id, version)
  for (const link of document.querySelectorAll<HTMLElement>(`#starlight__sidebar a[href$="lessons/${id}/"]`)) {
    if (state === 'unread') delete link.dataset['reading']
    else link.dataset['reading'] = state
    const label = link.firstElementChild!
    const mark = label.querySelector('.sr-only') ?? label.appendChild(document.createElement('span'))
    mark.className = 'sr-only'
    mark.textContent = MARKS[state]
  }
}

customElements.define('pg-reading', ReadingElement)
