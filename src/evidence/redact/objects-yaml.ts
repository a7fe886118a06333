import type { Found } from './found.ts'

interface Line {
  text: string
  /** Where it begins in the whole. */
  at: number
  /** Column of its first character that is neither blank nor the dash of a list. */
  column: number
  /** Column of the dash of a list on it; undefined: none. */
  dash: number | undefined
  blank: boolean
}

const KIND = /^kind:\s*["']?Secret["']?\s*(?:#.*)?$/
const DATA = /^["']?(?:data|stringData)["']?:(?<rest>.*)$/
/** A Secret on one line, as YAML's short form. */
const FLOW = /\{[^{}\n]*\bkind: ?["']?Secret\b[^\n]*/g

/** Values below `data` and `stringData` of Secrets in YAML: alone, in documents one after another, in lists, in a diff. */
export function yamlSecrets(text: string): Found[] {
  const isDiff = /^(?:@@ |--- |\+\+\+ |[<>] )/m.test(text)
  const flows = [...text.matchAll(FLOW)].map(({ 0: all, index }) => ({
    start: index,
    end: index + all.length,
    what: 'Secret data',
  }))
  return [
    ...flows,
    ...blocks(linesOf(text, 0)),
    ...(isDiff ? [...blocks(linesOf(text, 1)), ...blocks(linesOf(text, 2))] : []),
  ]
}

/** @param skip columns before the text proper: the marks of a diff */
function linesOf(text: string, skip: number): Line[] {
  let at = 0
  return text.split('\n').map((whole) => {
    const line = whole.slice(skip)
    // Not a pattern: on a line of a megabyte its repetition would overflow the stack.
    let column = 0
    while (line[column] === ' ' || (line[column] === '-' && line[column + 1] === ' ')) column++
    const dash = line.slice(0, column).indexOf('-')
    const one = {
      text: line,
      at: at + Math.min(skip, whole.length),
      column,
      dash: dash < 0 ? undefined : dash,
      blank: line.trim() === '',
    }
    at += whole.length + 1
    return one
  })
}

function blocks(lines: readonly Line[]): Found[] {
  const found: Found[] = []
  /** Where the last mapping of each column ended. */
  const ended = new Map<number, number>()
  lines.forEach(({ text, column }, i) => {
    if (!KIND.test(text.slice(column)) || i < (ended.get(column) ?? 0)) return
    const block = mappingAt(lines, i)
    ended.set(column, block.end)
    found.push(...block.found)
  })
  return found
}

/** The mapping that holds line `kind`: backwards to its first line, forwards to its last. */
function mappingAt(lines: readonly Line[], kind: number): { found: Found[]; end: number } {
  const { column } = lines[kind]!
  let first = kind
  while (first > 0 && !begins(lines[first]!, column) && belongs(lines[first - 1]!, column)) first--
  const found: Found[] = []
  for (let i = first; i < lines.length; i++) {
    const line = lines[i]!
    if (i > first && (!belongs(line, column) || begins(line, column))) return { found, end: i }
    const rest = line.column === column ? DATA.exec(line.text.slice(column))?.groups!['rest'] : undefined
    if (rest === undefined) continue
    if (/^\s*[^\s#]/.test(rest) && rest.trim() !== '{}')
      found.push(from(line, line.text.length - rest.trimStart().length))
    else found.push(...entries(lines, i + 1, column))
  }
  return { found, end: lines.length }
}

/** Whether a line is the first of an item of a list whose mappings stand in this column. */
function begins({ column, dash }: Line, of: number): boolean {
  return column === of && dash !== undefined && dash < of
}

function belongs({ text, column, blank }: Line, of: number): boolean {
  return !/^(?:---|\.\.\.)/.test(text) && (blank || column >= of)
}

/** The values of a mapping that is deeper than this column, each with the lines on which it goes on. */
function entries(lines: readonly Line[], start: number, column: number): Found[] {
  const found: Found[] = []
  let deep: number | undefined
  for (let i = start; i < lines.length; i++) {
    const line = lines[i]!
    const indent = line.text.length - line.text.trimStart().length
    if (line.blank) continue
    if (indent <= column) break
    deep ??= indent
    const value =
      indent === deep ? /^(?<name>["']?[^\s:]+["']?:\s*)(?<value>\S.*)$/.exec(line.text.slice(indent)) : null
    if (value) found.push(from(line, indent + value.groups!['name']!.length))
    else if (indent > deep && found.length > 0) found.at(-1)!.end = line.at + line.text.length
    else if (indent > deep) found.push(from(line, indent))
  }
  return found.filter(({ start: s, end }) => end > s)
}

function from(line: Line, column: number): Found {
  return { start: line.at + column, end: line.at + line.text.trimEnd().length, what: 'Secret data' }
}
