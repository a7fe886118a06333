import { createHash } from 'node:crypto'
import { z } from 'zod'

const answer = z.strictObject({
  /** What one says: "Yes", "One team". */
  say: z.string().min(1),
  /** The next question, or an end. */
  to: z.string(),
})

const question = z.strictObject({
  /** What to ask. */
  ask: z.string().min(1),
  /** Why it decides something. Backticks mark code. */
  why: z.string().min(1),
  answers: z.array(answer).min(2),
})

const end = z.strictObject({
  /** What to do. */
  do: z.string().min(1),
  /** Why that is right after these answers. */
  because: z.string().min(1),
  /** What can still go wrong. */
  watch: z.string().min(1),
  /** The runbook that does it. */
  runbook: z.string(),
})

/** A decision: questions that lead to ends, and ends that lead to runbooks. */
export const decision = z.strictObject({
  /** The first question. */
  start: z.string(),
  questions: z.record(z.string(), question),
  ends: z.record(z.string(), end),
})

export type Decision = z.infer<typeof decision>

/** Why a decision does not lead from its start to a runbook on every path, a sentence each. */
export function decisionFaults({ start, questions, ends }: Decision, runbooks: readonly string[]): string[] {
  const faults = Object.entries(ends)
    .filter(([, { runbook }]) => !runbooks.includes(runbook))
    .map(([id, { runbook }]) => `end ${id}: there is no runbook ${runbook}`)
  for (const [id, { answers }] of Object.entries(questions)) {
    for (const { say, to } of answers)
      if (!(to in questions) && !(to in ends)) faults.push(`question ${id}, answer "${say}": there is no ${to}`)
  }
  if (!(start in questions)) return [...faults, `start: there is no question ${start}`]
  const reached = new Set<string>()
  const visit = (id: string, path: readonly string[]): void => {
    if (path.includes(id)) return void faults.push(`question ${id} leads back to itself: ${[...path, id].join(' → ')}`)
    reached.add(id)
    for (const { to } of questions[id]?.answers ?? []) visit(to, [...path, id])
  }
  visit(start, [])
  const all = [...Object.keys(questions), ...Object.keys(ends)]
  return [...faults, ...all.filter((id) => !reached.has(id)).map((id) => `${id}: no answer leads there`)]
}

/** One way through a decision. */
export interface Path {
  steps: { ask: string; say: string }[]
  end: string
}

/** Every way from the start to an end, in the order of the answers. */
export function pathsOf({ start, questions }: Decision): Path[] {
  const visit = (id: string, steps: Path['steps']): Path[] => {
    const asked = questions[id]
    if (!asked) return [{ steps, end: id }]
    return asked.answers.flatMap(({ say, to }) => visit(to, [...steps, { ask: asked.ask, say }]))
  }
  return visit(start, [])
}

/** The questions in the order in which they are met, each once. */
export function questionsInOrder({ start, questions }: Decision): string[] {
  const order: string[] = []
  const visit = (id: string): void => {
    if (!(id in questions) || order.includes(id)) return
    order.push(id)
    questions[id]!.answers.forEach(({ to }) => visit(to))
  }
  visit(start)
  return order
}

/** Changes when a question, an answer, an end or a way between them does: eight hexadecimal digits. Reasons do not count. */
export function decisionVersion({ start, questions, ends }: Decision): string {
  const asked = Object.entries(questions).map(([id, { ask, answers }]) => [id, ask, answers])
  const reached = Object.entries(ends).map(([id, end]) => [id, end.do, end.runbook])
  return createHash('sha256')
    .update(JSON.stringify([start, asked, reached]))
    .digest('hex')
    .slice(0, 8)
}

/** The decision as a graph in the DOT language. */
export function decisionDot({ questions, ends, start }: Decision): string {
  const nodes = [
    ...Object.entries(questions).map(([id, { ask }]) => `${quote(id)} [class=question, label=${quote(wrap(ask))}]`),
    ...Object.entries(ends).map(([id, one]) => `${quote(id)} [class=end, style=rounded, label=${quote(wrap(one.do))}]`),
  ]
  const edges = Object.entries(questions).flatMap(([id, { answers }]) =>
    answers.map(({ say, to }) => `${quote(id)} -> ${quote(to)} [label=${quote(` ${wrap(say, 14)} `)}]`),
  )
  return `digraph { rankdir=TB ${quote(start)} ${nodes.join('\n')} ${edges.join('\n')} }`
}

/** Breaks a text into lines of about so many characters. */
function wrap(text: string, width = 24): string {
  const lines = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!
    if (last !== '' && last.length + word.length >= width) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines.join('\\n')
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '\\"')}"`
}
