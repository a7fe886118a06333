import { recordOf, readDecision, trailItem, type Shown } from './walk-page.ts'
import { fromFragment, longest, plain, routeOf, toFragment, toText, unanswered, waysOf, type Filled } from './walk.ts'

/** Above this, some chat programs and trackers cut an address. */
const LONG = 2000

/** Marks the history entries that this page made: a reload is not a link from somebody else. */
const OURS = 'pg-walk'

/** Walks a reader through the decision whose list stands on the same page. */
class WalkElement extends HTMLElement {
  #shown!: Shown
  #filled: Filled = unanswered()
  /** The question or end that is seen. */
  #at = ''
  #writing: ReturnType<typeof setTimeout> | undefined

  connectedCallback() {
    this.#shown = readDecision(document, this.dataset['start']!)
    this.#at = this.#shown.decision.start
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#next()
    })
    this.#form.addEventListener('input', () => this.#note())
    this.#form.addEventListener('change', () => this.#write())
    this.#on('subject', 'input', () => this.#note())
    this.#on('back', 'click', () => this.#go(this.#before()))
    this.#on('trail', 'click', (event) => {
      const id = (event.target as Element).closest('button')?.value
      if (id) this.#go(id)
    })
    this.#on('copy-text', 'click', () => void this.#copy(toText(this.#record()), 'The record'))
    this.#on('copy-link', 'click', () => void this.#copy(this.#address(), 'The link'))
    this.#on('print', 'click', () => print())
    this.#on('over', 'click', () => this.#over())
    addEventListener('popstate', () => this.#open(true))
    this.#open(false)
  }

  /** Takes over what the address says; an ordinary anchor says nothing. */
  #open(moved: boolean): void {
    const { decision } = this.#shown
    const read = fromFragment(location.hash, decision, this.#version)
    if (!read) return
    this.#filled = read.filled
    const { asked, next } = routeOf(decision, this.#filled.answers)
    this.#at = read.at !== undefined && asked.includes(read.at) ? read.at : next
    const foreign = history.state !== OURS && (read.filled.answers.size > 0 || read.lost.length > 0)
    this.#tell(
      [
        ...(foreign ? ['Filled in from a link: the answers and notes are those of whoever made it.'] : []),
        ...read.problems,
      ],
      read.lost,
    )
    this.#show(moved)
  }

  #next(): void {
    const chosen = this.#form.querySelector<HTMLInputElement>('input:checked')
    if (!chosen) {
      this.#part('missing').textContent = 'Choose an answer first.'
      this.#form.querySelector<HTMLInputElement>('input')?.focus()
      return
    }
    this.#note()
    this.#write()
    const to = this.#shown.decision.questions[this.#at]!.answers.find(({ say }) => say === chosen.value)!.to
    this.#go(to)
  }

  #over(): void {
    this.#filled = unanswered()
    this.#tell([], [])
    this.#go(this.#shown.decision.start)
    this.#part('said').textContent = 'Begun again. Your browser’s “back” brings the old answers back.'
  }

  /** Shows another question, or an end, as a new entry of the history. */
  #go(id: string): void {
    clearTimeout(this.#writing)
    this.#at = id
    history.pushState(OURS, '', `#${this.#fragment()}`)
    this.#show(true)
  }

  #before(): string {
    const { asked } = routeOf(this.#shown.decision, this.#filled.answers)
    const here = asked.indexOf(this.#at)
    return asked.at((here < 0 ? asked.length : here) - 1) ?? this.#at
  }

  /** Keeps what the fields say now; the address follows when the reader pauses. */
  #note(): void {
    this.#filled.subject = plain(this.#part<HTMLInputElement>('subject').value)
    if (this.#at in this.#shown.decision.questions) {
      const say = this.#form.querySelector<HTMLInputElement>('input:checked')?.value ?? ''
      const note = plain(this.#part<HTMLTextAreaElement>('note').value)
      if (say || note) this.#filled.answers.set(this.#at, { say, note })
      else this.#filled.answers.delete(this.#at)
      if (say) this.#part('missing').textContent = ''
    }
    this.#filled.on = new Date().toLocaleDateString('sv')
    clearTimeout(this.#writing)
    this.#writing = setTimeout(() => this.#write(), 400)
    this.#mark()
  }

  #write(): void {
    clearTimeout(this.#writing)
    history.replaceState(OURS, '', `#${this.#fragment()}`)
  }

  #show(focus: boolean): void {
    const { decision, asks, ends } = this.#shown
    const question = decision.questions[this.#at]
    const { asked } = routeOf(decision, this.#filled.answers)
    const here = asked.indexOf(this.#at)
    const before = here < 0 ? asked : asked.slice(0, here)
    this.#part('trail').replaceChildren(
      ...before.map((id) => trailItem(id, decision.questions[id]!.ask, this.#filled.answers.get(id)!)),
    )
    this.#part('trail').hidden = before.length === 0
    this.#form.hidden = !question
    this.#part('end').hidden = question !== undefined
    this.#part('record').hidden = question !== undefined
    this.#part<HTMLInputElement>('subject').value = this.#filled.subject
    this.#part('on').textContent = this.#filled.on
    this.toggleAttribute('data-done', !question)
    this.#part('missing').textContent = ''
    this.#part('said').textContent = ''
    if (question) {
      const most = before.length + longest(decision, this.#at)
      const count = `Question ${before.length + 1} of ${most === before.length + 1 ? '' : 'at most '}${most}`
      this.#part('count').textContent = count
      this.#part('ask').textContent = question.ask
      this.#part('why').replaceChildren(...asks.get(this.#at)!.cloneNode(true).childNodes)
      const { say = '', note = '' } = this.#filled.answers.get(this.#at) ?? {}
      this.#part('answers').replaceChildren(...question.answers.map((answer) => radio(answer.say, answer.say === say)))
      this.#part<HTMLTextAreaElement>('note').value = note
      this.#part<HTMLButtonElement>('back').disabled = before.length === 0
      if (focus) this.#part('said').textContent = `${count}.`
    } else {
      const end = ends.get(this.#at)!
      this.#part('do').textContent = end.do
      for (const part of ['because', 'watch', 'runbook'] as const)
        this.#part(part).replaceChildren(...end[part].cloneNode(true).childNodes)
      if (focus) this.#part('said').textContent = 'That was the last question. This is what to do.'
      if (this.#address().length > LONG)
        this.#part('said').textContent =
          `The link has ${this.#address().length} characters. Some programs cut it; the copied record is safe.`
    }
    this.#mark()
    if (focus) this.#part(question ? 'question' : 'end').focus()
  }

  /** Marks the rows of the table that the answers so far leave open. */
  #mark(): void {
    const { answers } = this.#filled
    const { asked } = routeOf(this.#shown.decision, answers)
    waysOf(this.#shown.decision).forEach((way, i) => {
      const fits = asked.every((id, j) => way[j]?.[0] === id && way[j][1] === answers.get(id)!.say)
      this.#shown.rows[i]?.toggleAttribute('data-fits', asked.length > 0 && fits)
    })
  }

  #tell(sentences: string[], lost: string[]): void {
    const message = this.#part('message')
    message.hidden = sentences.length === 0
    message.replaceChildren(
      ...sentences.map((sentence) => Object.assign(document.createElement('p'), { textContent: sentence })),
      ...lost.map((text) => Object.assign(document.createElement('blockquote'), { textContent: text })),
    )
  }

  #record() {
    return recordOf(this.#shown, this.#filled, this.dataset['title']!, this.#address())
  }

  #fragment(): string {
    return toFragment(this.#filled, this.#version, this.#at in this.#shown.decision.questions ? this.#at : undefined)
  }

  #address(): string {
    return `${location.href.replace(/#.*/, '')}#${this.#fragment()}`
  }

  async #copy(text: string, what: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text)
      this.#part('said').textContent = `${what} is copied.`
    } catch {
      this.#part('said').textContent = 'The browser did not allow copying. The link is in the address bar.'
    }
  }

  get #version(): string {
    return this.dataset['version']!
  }

  get #form(): HTMLFormElement {
    return this.#part('form')
  }

  #part<T extends HTMLElement>(name: string): T {
    return this.querySelector<T>(`[data-${name}]`)!
  }

  #on(name: string, event: string, listener: (event: Event) => void): void {
    this.#part(name).addEventListener(event, listener)
  }
}

function radio(say: string, checked: boolean): HTMLLabelElement {
  const label = Object.assign(document.createElement('label'), { className: 'walk-answer' })
  const input = Object.assign(document.createElement('input'), { type: 'radio', name: 'answer', value: say, checked })
  label.append(input, ' ', Object.assign(document.createElement('span'), { textContent: say }))
  return label
}

customElements.define('pg-walk', WalkElement)
