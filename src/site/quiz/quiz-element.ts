import { day, follow, load, save } from '../progress/store.ts'
import { quizOf, scoreWords, standing, withAnswer, withNewRound } from '../progress/quiz-score.ts'
import { shuffled } from './shuffle.ts'

/** Turns folded options into a question with one answer, and keeps the score. */
class QuizElement extends HTMLElement {
  #questions: Question[] = []
  /** The wrong ones that are tried again; all others are out of the way meanwhile. */
  #again: Question[] = []

  connectedCallback() {
    this.#questions = [...this.querySelectorAll<HTMLFieldSetElement>('fieldset')].map(
      (fieldset) => new Question(fieldset, (right) => this.#answer(fieldset.dataset['question']!, right)),
    )
    this.#part('again').addEventListener('click', () => this.#tryAgain())
    this.#part('all').addEventListener('click', () => this.#showAll())
    this.#part('over').addEventListener('click', () => this.#over())
    follow(() => this.#show())
  }

  get #quiz(): string {
    return this.dataset['quiz']!
  }

  get #ids(): string[] {
    return this.#questions.map(({ id }) => id)
  }

  #answer(id: string, right: boolean): void {
    const at = new Date().toISOString()
    const { progress, problem } = save((before) => withAnswer(before, this.#quiz, this.#ids, { id, right, at }))
    const score = scoreWords(standing(quizOf(progress, this.#quiz), this.#ids), this.#ids.length)
    this.#part('status').textContent = `${right ? 'Right.' : 'Not this one.'} ${problem ?? score}`
  }

  #tryAgain(): void {
    const { wrong } = standing(quizOf(load().progress, this.#quiz), this.#ids)
    this.#again = this.#questions.filter(({ id }) => wrong.includes(id))
    for (const question of this.#questions) question.fieldset.hidden = !this.#again.includes(question)
    for (const question of this.#again) question.ask()
    this.#show()
    this.#again[0]?.fieldset.focus()
  }

  #showAll(): void {
    this.#again = []
    for (const { fieldset } of this.#questions) fieldset.hidden = false
    this.#show()
    this.#questions[0]?.fieldset.focus()
  }

  #over(): void {
    const { answered } = standing(quizOf(load().progress, this.#quiz), this.#ids)
    const unfinished = answered < this.#ids.length
    if (unfinished && !confirm('Start over? This round is not finished, and its answers will be lost.')) return
    save((progress) => withNewRound(progress, this.#quiz))
    for (const question of this.#questions) question.ask()
    this.#showAll()
  }

  /** Shows the score, and what was answered: before this visit, or in another tab. */
  #show(): void {
    const { progress, problem } = load()
    const known = quizOf(progress, this.#quiz)
    const now = standing(known, this.#ids)
    for (const question of this.#questions) {
      const first = known.round[question.id]
      if (first && question.open && !question.busy && !this.#again.includes(question))
        question.tell(first.right || (known.right[question.id] ?? '') > first.at)
    }
    const { best } = known
    this.#part('score').textContent = scoreWords(now, this.#ids.length)
    this.#part('best').textContent = best ? `Best round: ${best.right} of ${best.of}, on ${day(best.at)}.` : ''
    this.#part('problem').textContent = problem ?? ''
    const again = this.#part('again')
    again.hidden = now.wrong.length === 0 || this.#again.some(({ open }) => open)
    again.textContent =
      now.wrong.length === 1 ? 'Try the wrong one again' : `Try the ${now.wrong.length} wrong ones again`
    this.#part('all').hidden = this.#again.length === 0
    this.#part('over').hidden = now.answered === 0
  }

  #part(name: string): HTMLElement {
    return this.querySelector<HTMLElement>(`[data-${name}]`)!
  }
}

/** One question: radio buttons until it is answered, then the options with what is to be said of each. */
class Question {
  readonly fieldset: HTMLFieldSetElement
  readonly id: string
  /** Whether it waits for an answer. */
  open = true
  #options: { details: HTMLDetailsElement; label: HTMLLabelElement; radio: HTMLInputElement }[]
  readonly #check: HTMLButtonElement
  readonly #result: HTMLElement

  constructor(fieldset: HTMLFieldSetElement, answered: (right: boolean) => void) {
    this.fieldset = fieldset
    this.id = fieldset.dataset['question']!
    this.#check = fieldset.querySelector('[data-check]')!
    this.#result = fieldset.querySelector('[data-result]')!
    this.#options = [...fieldset.querySelectorAll('details')].map((details) => {
      const label = document.createElement('label')
      const radio = Object.assign(document.createElement('input'), { type: 'radio', name: fieldset.id })
      label.append(radio, ...details.querySelector('summary')!.cloneNode(true).childNodes)
      details.before(label)
      return { details, label, radio }
    })
    const answer = () => {
      const chosen = this.#options.find(({ radio }) => radio.checked)
      if (!chosen) return void (this.#result.textContent = 'Choose an answer first.')
      const right = chosen.details.dataset['right'] !== undefined
      this.tell(right)
      chosen.details.dataset['chosen'] = ''
      chosen.details.open = true
      chosen.details.querySelector('summary')!.focus()
      answered(right)
    }
    this.#check.addEventListener('click', answer)
    fieldset.addEventListener('change', () => (this.#result.textContent = ''))
    fieldset.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return
      // Otherwise the same key press would close the details again.
      event.preventDefault()
      answer()
    })
    this.#show()
  }

  /** Whether the reader has chosen an option and not answered yet: an answer from another tab must not replace that choice. */
  get busy(): boolean {
    return this.fieldset.contains(document.activeElement)
  }

  /** Asks it anew, with its options in another order: a reader should remember the answer, not its place. */
  ask(): void {
    this.open = true
    this.#shuffle()
    this.#result.textContent = ''
    for (const { details, radio } of this.#options) {
      radio.checked = false
      details.open = false
      delete details.dataset['chosen']
    }
    this.#show()
  }

  /** Shows that it was answered, rightly or not. */
  tell(right: boolean): void {
    this.open = false
    this.#result.textContent = right ? 'Right.' : 'Not this one. Open another to see why.'
    this.fieldset.dataset['right'] = String(right)
    this.#show()
  }

  #shuffle(): void {
    this.#options = shuffled(this.#options)
    const act = this.#check.parentElement!
    for (const { details, label } of this.#options) act.before(label, details)
  }

  #show(): void {
    this.#check.hidden = !this.open
    if (this.open) delete this.fieldset.dataset['right']
    for (const { details, label } of this.#options) {
      label.hidden = !this.open
      details.hidden = this.open
    }
  }
}

customElements.define('pg-quiz', QuizElement)
