import { closestMatches } from '../../shared/closest-matches.ts'

/** Some columns of a printed table, each cell but the last of a row as long as its column is wide, and three blanks. */
export interface Columns {
  /** The head is the first row. */
  rows: string[][]
  /** How many columns the table has. */
  all: number
}

/** Blanks between two columns. */
const GAP = 3

/**
 * Takes the named columns out of a table as `kubectl` and `istioctl` print it: two blanks or more between the names in
 * the first line, and each cell below begins where its name does.
 * @throws Error that names the nearest column: the build fails
 */
export function columnsOf(table: string, names: readonly string[]): Columns {
  const lines = table.trimEnd().split('\n')
  const heads = [...(lines[0] ?? '').matchAll(/\S+(?: \S+)*/g)].map(({ 0: name, index }) => ({ name, from: index }))
  const spans = names.map((wanted) => {
    const at = heads.findIndex(({ name }) => name === wanted)
    if (at < 0) {
      const known = heads.map(({ name }) => name)
      throw new Error(`the output has no column ${wanted}; nearest: ${closestMatches(wanted, known).join(', ')}`)
    }
    return { from: heads[at]!.from, to: heads[at + 1]?.from }
  })
  const cells = lines.map((line) => spans.map(({ from, to }) => line.slice(from, to).trimEnd()))
  const widths = spans.map((_span, i) => Math.max(...cells.map((row) => row[i]!.length)))
  const padded = (cell: string, i: number) => (i === names.length - 1 ? cell : cell.padEnd(widths[i]! + GAP))
  return { rows: cells.map((row) => row.map(padded)), all: heads.length }
}
