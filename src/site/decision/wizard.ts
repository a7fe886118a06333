import type { Decision } from './decision.ts'

/** The questions and ends of a decision, as far as the wizard needs them. */
export interface DecisionGraph {
  start: string
  questions: Record<string, { ask: string; answers: { say: string; to: string }[] }>
  ends: Record<string, unknown>
}

/** What somebody said to one question. */
export interface Answer {
  /** The words of the answer; empty as long as only a note was written. */
  say: string
  /** Why, in the reader's words. */
  note: string
}

/** A decision as filled in by a reader. */
export interface FilledDecision {
  /** What it is decided for: a cluster, a ticket. May be empty. */
  subject: string
  /** The day of the last change, 2026-11-24; empty before the first answer. */
  on: string
  /** By question. Also those that the present answers lead past: they come back when the reader does. */
  answers: Map<string, Answer>
}

/** What a link to a filled decision said. */
export interface ParsedLink {
  filled: FilledDecision
  /** The question that the reader was at; undefined: the first that has no answer. */
  at: string | undefined
  /** What is wrong with the link, a sentence each. */
  problems: string[]
  /** What the link says and the decision has no place for, as text. */
  lost: string[]
}

const LINK_FORMAT = '1'

/** A decision that nobody has answered. */
export function unanswered(): FilledDecision {
  return { subject: '', on: '', answers: new Map() }
}

/** The questions that were answered, in order, and what comes then: a question or an end. */
export function routeOf(
  decision: DecisionGraph,
  answers: FilledDecision['answers'],
): { asked: string[]; next: string } {
  const asked: string[] = []
  let next = decision.start
  for (;;) {
    const to = leadsTo(decision, next, answers.get(next)?.say)
    if (to === undefined) return { asked, next }
    asked.push(next)
    next = to
  }
}

/** Every way from the start to an end, as pairs of question and answer, in the order of the table. */
export function wizardPaths({ start, questions }: DecisionGraph): [id: string, say: string][][] {
  const visit = (id: string, way: [string, string][]): [string, string][][] =>
    questions[id]?.answers.flatMap(({ say, to }) => visit(to, [...way, [id, say]])) ?? [way]
  return visit(start, [])
}

/** The most questions that can still come, the one given included. 0 for an end. */
export function questionsLeft(decision: DecisionGraph, id: string): number {
  const question = decision.questions[id]
  return question ? 1 + Math.max(...question.answers.map(({ to }) => questionsLeft(decision, to))) : 0
}

/**
 * A filled decision as the fragment of an address, without `#`. It names answers by their words, so that a question
 * whose answers were reworded is noticed instead of being filled in wrongly; `end` shows that nothing was cut off.
 * @param version the version of the decision that was answered
 */
export function toFragment({ subject, on, answers }: FilledDecision, version: string, at?: string): string {
  const words = new URLSearchParams({ walk: LINK_FORMAT, v: version })
  if (on) words.set('on', on)
  if (subject) words.set('for', subject)
  for (const [id, { say, note }] of answers) {
    if (say) words.set(`a.${id}`, say)
    if (note) words.set(`n.${id}`, note)
  }
  if (at) words.set('at', at)
  words.set('end', '')
  return words.toString()
}

/** Reads a fragment, with or without `#`. Undefined: it is no filled decision, but an ordinary anchor or nothing. */
export function fromFragment(fragment: string, decision: DecisionGraph, version: string): ParsedLink | undefined {
  if (!/^#?walk=/.test(fragment)) return undefined
  const words = new URLSearchParams(fragment.replace(/^#/, ''))
  const read: ParsedLink = { filled: unanswered(), at: undefined, problems: [], lost: [] }
  const { filled, problems, lost } = read
  const known = (id: string) => Object.hasOwn(decision.questions, id)
  const answerOf = (id: string) => filled.answers.get(id) ?? { say: '', note: '' }
  const seen = new Set<string>()
  for (const [name, raw] of words) {
    const text = plain(raw)
    const id = name.slice(2)
    const again = seen.has(name)
    seen.add(name)
    if (['walk', 'v', 'end'].includes(name)) continue
    if (again) lost.push(`${plain(name)}: ${text}`)
    else if (name === 'for') filled.subject = text
    else if (name === 'on' && isDay(text)) filled.on = text
    else if (name === 'at' && known(text)) read.at = text
    else if (name.startsWith('a.') && known(id) && saysOf(decision, id).includes(text))
      filled.answers.set(id, { ...answerOf(id), say: text })
    else if (name.startsWith('n.') && known(id)) filled.answers.set(id, { ...answerOf(id), note: text })
    else if (name.startsWith('a.') && known(id)) lost.push(`${decision.questions[id]!.ask} ${text}`)
    else lost.push(`${plain(name).replace(/^[an]\.(?=.)/, '')}: ${text}`)
  }
  if (words.get('walk') !== LINK_FORMAT) problems.push('This link was made by another version of this page.')
  if (words.get('v') !== version)
    problems.push('The decision has changed since this link was made. Check each answer again.')
  if (!words.has('end')) problems.push('This link seems to be cut off. Answers or notes may be missing at its end.')
  if (lost.length > 0) problems.push('Some of what the link says no longer fits here. It is kept below.')
  return read
}

/** The record as plain text, for a ticket. Each line of a note is set in, so that it cannot pose as one of ours. */
export function toText(record: {
  title: string
  subject: string
  on: string
  answers: { ask: string; say: string; note: string }[]
  end: Pick<Decision['ends'][string], 'do' | 'because' | 'watch'>
  runbook: string
  link: string
}): string {
  const { title, subject, on, answers, end, runbook, link } = record
  return [
    `Decision: ${title}`,
    ...(subject ? [`For:      ${plain(subject).replace(/\s+/g, ' ')}`] : []),
    `Date:     ${on}`,
    '',
    ...answers.flatMap(({ ask, say, note }, i) => [
      `${i + 1}. ${ask} ${say}`,
      ...(note.trim()
        ? note
            .trim()
            .split(/\s*\n\s*/)
            .map((line) => `   | ${line}`)
        : []),
    ]),
    '',
    `Result:    ${end.do}`,
    `Because:   ${end.because}`,
    `Watch out: ${end.watch}`,
    `Runbook:   ${runbook}`,
    `Filled in: ${link}`,
    '',
  ].join('\n')
}

/** The text without what is not seen: control characters, and marks that turn the direction of what follows. */
export function plain(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])\p{Cc}|[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, '')
}

function leadsTo(decision: DecisionGraph, id: string, say: string | undefined): string | undefined {
  return decision.questions[id]?.answers.find((answer) => answer.say === say)?.to
}

function saysOf(decision: DecisionGraph, id: string): string[] {
  return decision.questions[id]!.answers.map(({ say }) => say)
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !isNaN(Date.parse(text))
}
