import { around, attribute, elements, textOf, type Element } from '../shared/html.ts'

/** Counts of the statements in lessons, by what backs them up. */
export interface StatementCounts {
  /** Statements with a link to the step that shows them. */
  shown: number
  /** Statements with a link to a step of which no run is recorded. */
  unrecorded: number
  /** Statements that rest on somebody else's word, and name it. */
  sourced: number
  /** Statements that say of themselves that they were not run here. */
  unproven: number
  /** Statements without any of these, each with its page. */
  unsourced: string[]
}

/** Attributes of the marks after a statement: a link to a proof, a source, or a reason why there is none. */
const MARKS = ['data-shown', 'data-source', 'data-unproven']

/** Classes of blocks that are not statements: opinions, made-up cases, announcements, parts of other components. */
const EXEMPT = [
  'advice',
  'story',
  'diagram',
  'excerpt',
  'reference',
  'quiz',
  'not-run',
  'step',
  'start',
  'lead',
  'minutes',
  'about-course',
  'sources',
]

function noStatements(): StatementCounts {
  return { shown: 0, unrecorded: 0, sourced: 0, unproven: 0, unsourced: [] }
}

/**
 * Every paragraph, point and table row of a lesson: each must carry a proof, a source or a reason why it was
 * not run, unless it is a question, an announcement or a link to the next lesson. Other pages have no statements.
 * @param path of the page, below the site
 */
export function countStatements(path: string, page: readonly Element[]): StatementCounts {
  const statements = noStatements()
  if (!path.startsWith('lessons/')) return statements
  for (const block of page) {
    if (!isStatement(block)) continue
    const marks = elements(block)
    const has = (name: string) => marks.some((mark) => attribute(mark, name) !== undefined)
    const steps = marks.filter((mark) => attribute(mark, 'data-shown') !== undefined)
    if (steps.some((mark) => attribute(mark, 'data-unrecorded') === undefined)) statements.shown++
    else if (steps.length > 0 && !has('data-source')) statements.unrecorded++
    else if (has('data-source')) statements.sourced++
    else if (has('data-unproven')) statements.unproven++
    else if (!excused(block)) statements.unsourced.push(`${path}: ${text(block).slice(0, 100)}`)
  }
  return statements
}

/** The counts of several pages together. */
export function sumStatements(statements: readonly StatementCounts[]): StatementCounts {
  return statements.reduce(
    (sum, { shown, unrecorded, sourced, unproven, unsourced }) => ({
      shown: sum.shown + shown,
      unrecorded: sum.unrecorded + unrecorded,
      sourced: sum.sourced + sourced,
      unproven: sum.unproven + unproven,
      unsourced: [...sum.unsourced, ...unsourced],
    }),
    noStatements(),
  )
}

/** "243 of 243 statements in the lessons are backed up: 210 by a run, 33 by a source". */
export function statementsText({ shown, unrecorded, sourced, unproven, unsourced }: StatementCounts): string {
  const all = shown + unrecorded + sourced + unproven + unsourced.length
  const waiting = unrecorded === 0 ? '' : `; ${unrecorded} name a step of which no run is recorded`
  return `${shown + sourced} of ${all} statements in the lessons are backed up: ${shown} by a run, ${sourced} by a source${waiting}`
}

function isStatement(block: Element): boolean {
  if (!['p', 'li', 'tr'].includes(block.tagName)) return false
  const outside = [...around(block)]
  if (!outside.some((element) => attribute(element, 'class')?.split(' ').includes('sl-markdown-content'))) return false
  if (outside.some(isExempt)) return false
  const inner = elements(block).slice(1)
  if (block.tagName === 'li' && inner.some((element) => element.tagName === 'p')) return false
  return block.tagName !== 'tr' || !(inner.some((element) => element.tagName === 'th') || isCovered(block))
}

/** A row of a table that stands right below its proof. */
function isCovered(row: Element): boolean {
  const table = [...around(row)].find((element) => element.tagName === 'table')
  const parent = table?.parentNode
  if (!table || !parent || !('childNodes' in parent)) return false
  const before = parent.childNodes.slice(0, parent.childNodes.indexOf(table)).filter((node) => 'tagName' in node)
  const last = before.at(-1)
  return last !== undefined && elements(last).some((element) => MARKS.some((name) => attribute(element, name)))
}

function isExempt(element: Element): boolean {
  const classes = attribute(element, 'class')?.split(' ') ?? []
  return classes.some((name) => EXEMPT.includes(name))
}

/** Whether a block is a question, an announcement or a link to the next lesson, and so states nothing. */
function excused(block: Element): boolean {
  return /[?:]$/.test(text(block)) || /^(Next|Predict)\b/.test(text(block))
}

function text(block: Element): string {
  return textOf(block).replace(/\s+/g, ' ').trim()
}
