import { lessonState } from './lesson-state.ts'
import { mergeProgress, newIn } from './merge.ts'
import { clear, day, follow, load, save } from './store.ts'
import { MOST, noProgress, parseProgress, ProgressError, type Progress } from './progress.ts'
import { quizOf, scoreWords, standing } from './quiz-score.ts'

/** Shows what the browser keeps, writes it to a file, reads it from one, forgets it. */
class ProgressElement extends HTMLElement {
  /** What was forgotten last, as long as the page is open. */
  #forgotten: Progress | undefined

  connectedCallback() {
    this.#on('export', 'click', () => this.#export())
    this.#on('import', 'change', (event) => void this.#import(event.target as HTMLInputElement))
    this.#on('reset', 'click', () => this.#reset())
    this.#on('undo', 'click', () => this.#undo())
    follow(() => this.#show())
  }

  #show(): void {
    const { progress, problem, unreadable } = load()
    const alert = this.#part('problem')
    alert.hidden = problem === undefined
    alert.textContent = [
      problem,
      unreadable === undefined
        ? ''
        : 'It is left as it is, and nothing new is kept. Export saves it as a file; then delete it and start again.',
    ]
      .filter(Boolean)
      .join(' ')
    this.#showLessons(progress)
    this.#showQuiz(progress)
  }

  #showLessons(progress: Progress): void {
    const items = [...this.querySelectorAll<HTMLElement>('[data-lesson]')]
    const states = items.map((item) => {
      const { lesson, version, changed } = item.dataset
      const state = lessonState(progress, lesson!, version!)
      const on = state === 'unread' ? '' : day(progress.lessons[lesson!]!.at)
      const words = { unread: 'not read yet', read: `read on ${on}`, changed: `changed since ${on}` }[state]
      item.dataset['reading'] = state
      const last = document.createElement('span')
      last.className = 'progress-last'
      last.textContent = state === 'changed' && changed ? `, last on ${changed}` : ''
      item.querySelector('[data-state]')!.replaceChildren(` · ${words}`, last)
      return state
    })
    const count = (state: string) => states.filter((one) => one === state).length
    const changed = count('changed')
    this.#part('read').textContent =
      `${count('read') + changed} of ${items.length} read${changed > 0 ? `, ${changed} changed since` : ''}.`
  }

  #showQuiz(progress: Progress): void {
    const known = quizOf(progress, this.dataset['quiz']!)
    const items = [...this.querySelectorAll<HTMLElement>('[data-question]')]
    const ids = items.map((item) => item.dataset['question']!)
    const now = standing(known, ids)
    for (const item of items) {
      const id = item.dataset['question']!
      const state = now.wrong.includes(id) ? 'wrong' : known.right[id] ? 'right' : 'open'
      item.dataset['answered'] = state
      item.querySelector('[data-state]')!.textContent = {
        wrong: ', not right yet',
        right: ', right',
        open: ', not answered',
      }[state]
    }
    this.#part('score').textContent = scoreWords(now, ids.length)
    const { best } = known
    this.#part('best').textContent = best
      ? `Best round: ${best.right} of ${best.of}, on ${day(best.at)}.`
      : 'No round finished yet.'
  }

  #export(): void {
    const { progress, unreadable } = load()
    const text = unreadable ?? `${JSON.stringify(progress, null, 2)}\n`
    const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
    const name = `proving-ground-progress-${new Date().toLocaleDateString('sv')}.json`
    Object.assign(document.createElement('a'), { href: address, download: name }).click()
    setTimeout(() => URL.revokeObjectURL(address), 10_000)
    this.#say(`Saved as ${name}.`)
  }

  async #import(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0]
    if (!file) return
    try {
      if (file.size > MOST) throw new ProgressError('it is far too long')
      const theirs = parseProgress(await file.text())
      const { progress: before } = load()
      const { progress, unreadable } = save((mine) => mergeProgress(mine, theirs))
      if (unreadable !== undefined) this.#say('Not imported: what is stored here cannot be read. See above.')
      else this.#say(`Imported. ${newIn(before, progress) || 'No'} new entries; nothing of yours was removed.`)
    } catch (error) {
      const why = error instanceof ProgressError ? error.message : 'the browser could not read it'
      this.#say(`Not imported, and nothing was changed. The file: ${why}.`)
    }
    // So that the same file, mended, can be chosen again.
    input.value = ''
  }

  #reset(): void {
    const { progress } = load()
    this.#forgotten = mergeProgress(progress, this.#forgotten ?? noProgress())
    clear()
    this.#part('undo').hidden = false
    this.#say('Deleted. You can undo this while this page is open.')
    this.#part('undo').focus()
  }

  #undo(): void {
    const forgotten = this.#forgotten ?? noProgress()
    save((progress) => mergeProgress(progress, forgotten))
    this.#part('undo').hidden = true
    this.#say('Your progress is back.')
    this.#part('reset').focus()
  }

  #say(words: string): void {
    this.#part('status').textContent = words
  }

  #part(name: string): HTMLElement {
    return this.querySelector<HTMLElement>(`[data-${name}]`)!
  }

  #on(name: string, event: string, listener: (event: Event) => void): void {
    this.#part(name).addEventListener(event, listener)
  }
}

customElements.define('pg-progress', ProgressElement)
