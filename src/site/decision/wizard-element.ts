import { isOwnFragment, writeFragment } from './wizard-history.ts'
import { readDecision, decisionRecord, type DecisionOnPage } from './decision-on-page.ts'
import { WizardView } from './wizard-view.ts'
import { fromFragment, plain, routeOf, toFragment, toText, unanswered, type FilledDecision } from './wizard.ts'

/** Milliseconds without a key press after which a note goes into the address; browsers limit how often it may change. */
const WRITE_DELAY = 400

/** Asks the questions of the decision on the same page one at a time, and keeps the answers in the address. */
class WizardElement extends HTMLElement {
  #shown!: DecisionOnPage
  #view!: WizardView
  #filled: FilledDecision = unanswered()
  /** The question or end that is seen. */
  #at = ''
  #writing: ReturnType<typeof setTimeout> | undefined

  connectedCallback() {
    this.#shown = readDecision(document, this.dataset['start']!)
    this.#view = new WizardView(this, this.#shown)
    this.#at = this.#shown.decision.start
    this.#on('form', 'submit', (event) => {
      event.preventDefault()
      this.#next()
    })
    this.#on('form', 'input', () => this.#note())
    this.#on('form', 'change', () => this.#write())
    this.#on('subject', 'input', () => this.#note())
    this.#on('back', 'click', () => this.#go(this.#before()))
    this.#on('trail', 'click', (event) => {
      const id = (event.target as Element).closest('button')?.value
      if (id) this.#go(id)
    })
    this.#on('copy-text', 'click', () => {
      // There is no record before the end.
      if (!this.#asks) void this.#copy(toText(this.#record()), 'The record')
    })
    this.#on('copy-link', 'click', () => void this.#copy(this.#address(), 'The link'))
    this.#on('print', 'click', () => print())
    this.#on('start-over', 'click', () => this.#startOver())
    addEventListener('popstate', () => this.#open(true))
    this.#open(false)
  }

  /** Takes over what the address says; an ordinary anchor says nothing. */
  #open(moved: boolean): void {
    const { decision } = this.#shown
    const read = fromFragment(location.hash, decision, this.dataset['version']!)
    if (!read) return
    const ours = isOwnFragment()
    // Back in one's own history: what was answered after this point is not forgotten.
    const kept = moved && ours ? this.#filled.answers : []
    this.#filled = { ...read.filled, answers: new Map([...kept, ...read.filled.answers]) }
    const { asked, next } = routeOf(decision, read.filled.answers)
    this.#at = read.at !== undefined && asked.includes(read.at) ? read.at : next
    const foreign = !ours && (read.filled.answers.size > 0 || read.lost.length > 0)
    const origin = foreign ? ['Filled in from a link: the answers and notes are from whoever made it.'] : []
    this.#view.showMessage([...origin, ...read.problems], read.lost)
    this.#show(moved)
  }

  #next(): void {
    const chosen = this.#view.chosen
    if (chosen === undefined) {
      this.#view.part('missing').textContent = 'Choose an answer first.'
      this.querySelector<HTMLInputElement>('[type=radio]')?.focus()
      return
    }
    this.#note()
    this.#write()
    this.#go(this.#shown.decision.questions[this.#at]!.answers.find(({ say }) => say === chosen)!.to)
  }

  #startOver(): void {
    this.#filled = unanswered()
    this.#view.showMessage([], [])
    this.#go(this.#shown.decision.start)
    this.#view.part('status').textContent = 'Started over. Your browser’s Back button restores the old answers.'
  }

  /** Shows another question, or an end, as a new entry of the history. */
  #go(id: string): void {
    clearTimeout(this.#writing)
    this.#at = id
    writeFragment(this.#fragment(), 'new')
    this.#show(true)
  }

  #before(): string {
    const { asked } = routeOf(this.#shown.decision, this.#filled.answers)
    const here = asked.indexOf(this.#at)
    return asked.at((here < 0 ? asked.length : here) - 1) ?? this.#at
  }

  /** Keeps what the fields say now; the address follows when the reader pauses. */
  #note(): void {
    this.#filled.subject = plain(this.#view.subject.value)
    this.#filled.on = new Date().toLocaleDateString('sv')
    if (this.#asks) {
      const say = this.#view.chosen ?? ''
      const note = plain(this.#view.note.value)
      if (say || note) this.#filled.answers.set(this.#at, { say, note })
      else this.#filled.answers.delete(this.#at)
      if (say) this.#view.part('missing').textContent = ''
    }
    clearTimeout(this.#writing)
    this.#writing = setTimeout(() => this.#write(), WRITE_DELAY)
    this.#view.markRows(this.#filled)
  }

  #write(): void {
    clearTimeout(this.#writing)
    writeFragment(this.#fragment(), 'same')
  }

  #show(move: boolean): void {
    this.#view.show(this.#filled, this.#at, this.#address(), move)
  }

  #record() {
    return decisionRecord(this.#shown, this.#filled, this.dataset['title']!, this.#address())
  }

  #fragment(): string {
    return toFragment(this.#filled, this.dataset['version']!, this.#asks ? this.#at : undefined)
  }

  #address(): string {
    return `${location.href.replace(/#.*/, '')}#${this.#fragment()}`
  }

  async #copy(text: string, what: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text)
      this.#view.part('status').textContent = `${what} is copied.`
    } catch {
      this.#view.part('status').textContent = 'The browser did not allow copying. The link is in the address bar.'
    }
  }

  /** Whether a question is seen, and not an end. */
  get #asks(): boolean {
    return this.#at in this.#shown.decision.questions
  }

  #on(name: string, event: string, listener: (event: Event) => void): void {
    this.#view.part(name).addEventListener(event, listener)
  }
}

customElements.define('pg-wizard', WizardElement)
