import { answeredItem, type DecisionOnPage } from './decision-on-page.ts'
import { questionsLeft, routeOf, wizardPaths, type FilledDecision } from './wizard.ts'

/** Above this, some chat programs and trackers cut an address. */
const MAX_LINK_LENGTH = 2000

/** The parts of the wizard on its page, by their `data-` attribute. */
export class WizardView {
  readonly #wizard: HTMLElement
  readonly #shown: DecisionOnPage

  constructor(wizard: HTMLElement, shown: DecisionOnPage) {
    this.#wizard = wizard
    this.#shown = shown
  }

  /** The element with `data-<name>`. */
  part(name: string): HTMLElement {
    return this.#wizard.querySelector<HTMLElement>(`[data-${name}]`)!
  }

  /** The field for whom or what it is decided. */
  get subject(): HTMLInputElement {
    return this.#wizard.querySelector('input[data-subject]')!
  }

  /** The field for the reader's reason. */
  get note(): HTMLTextAreaElement {
    return this.#wizard.querySelector('textarea[data-note]')!
  }

  /** The words of the chosen answer. */
  get chosen(): string | undefined {
    return this.#wizard.querySelector<HTMLInputElement>('input:checked')?.value
  }

  /** Shows a question, or an end, below the answers that led there. `move`: the reader came here, so the focus does too. */
  show(filled: FilledDecision, at: string, address: string, move: boolean): void {
    const { decision } = this.#shown
    const { asked } = routeOf(decision, filled.answers)
    const before = asked.includes(at) ? asked.slice(0, asked.indexOf(at)) : asked
    const isEnd = !(at in decision.questions)
    this.part('trail').replaceChildren(
      ...before.map((id) => answeredItem(id, decision.questions[id]!.ask, filled.answers.get(id)!)),
    )
    this.part('trail').hidden = before.length === 0
    this.part('form').hidden = isEnd
    this.part('end').hidden = !isEnd
    this.part('record').hidden = !isEnd
    this.subject.value = filled.subject
    this.part('on').textContent = filled.on
    this.#wizard.toggleAttribute('data-done', isEnd)
    this.part('heading').textContent = isEnd ? 'Your record' : 'One question at a time'
    this.part('missing').textContent = ''
    this.part('status').textContent = ''
    const words = isEnd ? this.#showEnd(at, address) : this.#showQuestion(filled, at, before.length)
    this.part('announcement').textContent = move ? words : ''
    this.markRows(filled)
    if (move) this.part(isEnd ? 'end' : 'question').focus()
  }

  /** Marks the rows of the table that the answers so far leave open. */
  markRows({ answers }: FilledDecision): void {
    const { decision, rows } = this.#shown
    const { asked } = routeOf(decision, answers)
    wizardPaths(decision).forEach((way, i) => {
      const fits = asked.every((id, j) => way[j]?.[0] === id && way[j][1] === answers.get(id)!.say)
      rows[i]?.toggleAttribute('data-fits', asked.length > 0 && fits)
    })
  }

  /** Says what is to be known of the link, and shows what it says beyond the decision. */
  showMessage(sentences: readonly string[], lost: readonly string[]): void {
    const message = this.part('message')
    message.hidden = sentences.length === 0
    message.replaceChildren(
      ...sentences.map((sentence) => Object.assign(document.createElement('p'), { textContent: sentence })),
      ...lost.map((text) => Object.assign(document.createElement('blockquote'), { textContent: text })),
    )
  }

  #showQuestion({ answers }: FilledDecision, id: string, before: number): string {
    const { decision, asks } = this.#shown
    const question = decision.questions[id]!
    const most = before + questionsLeft(decision, id)
    const count = `Question ${before + 1} of ${most === before + 1 ? '' : 'at most '}${most}`
    const { say = '', note = '' } = answers.get(id) ?? {}
    this.part('count').textContent = count
    this.part('ask').textContent = question.ask
    this.part('why').replaceChildren(...asks.get(id)!.cloneNode(true).childNodes)
    this.part('answers').replaceChildren(...question.answers.map((answer) => radio(answer.say, answer.say === say)))
    this.note.value = note
    this.part('back').toggleAttribute('disabled', before === 0)
    return `${count}.`
  }

  #showEnd(id: string, address: string): string {
    const end = this.#shown.ends.get(id)!
    this.part('do').textContent = end.do
    for (const part of ['because', 'watch', 'runbook'] as const)
      this.part(part).replaceChildren(...end[part].cloneNode(true).childNodes)
    // Paper needs the whole of it.
    const link = this.part('runbook').querySelector('a')!
    link.dataset['address'] = link.href
    if (address.length > MAX_LINK_LENGTH)
      this.part('status').textContent =
        `The link has ${address.length} characters; some programs cut it off; the copied text is safe.`
    return 'That was the last question. This is what to do.'
  }
}

function radio(say: string, checked: boolean): HTMLLabelElement {
  const label = Object.assign(document.createElement('label'), { className: 'wizard-answer' })
  const input = Object.assign(document.createElement('input'), { type: 'radio', name: 'answer', value: say, checked })
  label.append(input, ' ', Object.assign(document.createElement('span'), { textContent: say }))
  return label
}
