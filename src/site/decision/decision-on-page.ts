import { routeOf, type Answer, type FilledDecision, type DecisionGraph } from './wizard.ts'

/** A decision as it stands on its page. */
export interface DecisionOnPage {
  decision: DecisionGraph
  /** By question: why it is asked, as it is written there. */
  asks: Map<string, Element>
  ends: Map<string, EndOnPage>
  /** The rows of the table, in the order of the ways. */
  rows: HTMLTableRowElement[]
}

interface EndOnPage {
  do: string
  because: Element
  watch: Element
  /** A paragraph with the link to the runbook. */
  runbook: Element
}

/** Reads a decision from the list and the ends on its page, so that the page holds it once. */
export function readDecision(page: ParentNode, start: string): DecisionOnPage {
  const part = (within: Element, selector: string) => within.querySelector(selector)!
  const questions = [...page.querySelectorAll<HTMLElement>('ol.decision > li')]
  const ends = [...page.querySelectorAll<HTMLElement>('.decision-end')]
  return {
    decision: {
      start,
      questions: Object.fromEntries(
        questions.map((item) => {
          const answers = [...item.querySelectorAll<HTMLElement>('[data-to]')]
          const said = answers.map(({ dataset }) => ({ say: dataset['say']!, to: dataset['to']! }))
          return [item.id, { ask: part(item, 'b').textContent, answers: said }]
        }),
      ),
      ends: Object.fromEntries(ends.map(({ id }) => [id, {}])),
    },
    asks: new Map(questions.map((item) => [item.id, part(item, '.decision-why')])),
    ends: new Map(
      ends.map((end) => [
        end.id,
        {
          do: part(end, 'h3').textContent,
          because: part(end, '.decision-because'),
          watch: part(end, '.decision-watch'),
          runbook: part(end, '.decision-runbook'),
        },
      ]),
    ),
    rows: [...page.querySelectorAll<HTMLTableRowElement>('.decision-table tbody tr')],
  }
}

/** What the record of a finished decision says. */
export function decisionRecord(
  { decision, ends }: DecisionOnPage,
  { subject, on, answers }: FilledDecision,
  title: string,
  link: string,
) {
  const { asked, next } = routeOf(decision, answers)
  const end = ends.get(next)!
  const words = (element: Element) => element.textContent.replace(/\s+/g, ' ').trim()
  return {
    title,
    subject,
    on,
    answers: asked.map((id) => ({ ask: decision.questions[id]!.ask, ...answers.get(id)! })),
    end: { do: end.do, because: words(end.because), watch: words(end.watch).replace(/^Watch out: /, '') },
    runbook: end.runbook.querySelector('a')!.href,
    link,
  }
}

/** One answered question above the present one, with the way back to it. */
export function answeredItem(id: string, ask: string, { say, note }: Answer): HTMLLIElement {
  const make = <T extends keyof HTMLElementTagNameMap>(tag: T, properties: object) =>
    Object.assign(document.createElement(tag), properties)
  const item = make('li', {})
  const change = make('button', { type: 'button', value: id, textContent: 'Change' })
  change.setAttribute('aria-label', `Change the answer to: ${ask}`)
  item.append(make('span', { textContent: ask }), ' ', make('b', { textContent: say }), ' ', change)
  if (note) item.append(make('p', { className: 'wizard-why', dir: 'auto', textContent: note }))
  return item
}
