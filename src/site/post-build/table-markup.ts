/** From so many columns on, a phone shows the rows of a table one below the other. */
const STACK_FROM = 3

/**
 * The page with each table and plain block of its prose in reach of the keyboard: on a narrow screen they scroll sideways,
 * and who has no pointer scrolls what has the focus. In a table of many columns each cell says whose it is, for a screen
 * that shows the cells of a row one below the other. Components say so themselves; Markdown cannot.
 */
export function withTableMarkup(html: string): string {
  return html
    .replace(/<table>[\s\S]*?<\/table>/g, markUpTable)
    .replaceAll('<pre dir="ltr">', '<pre dir="ltr" tabindex="0">')
}

function markUpTable(table: string): string {
  const names = [...table.matchAll(/<th\b[^>]*>([\s\S]*?)<\/th>/g)].map(([, inner]) =>
    inner!.replace(/<[^>]*>/g, '').replaceAll('"', '&quot;'),
  )
  if (names.length < STACK_FROM) return table.replace('<table>', '<table tabindex="0">')
  const rows = table.replace(/<tr>[\s\S]*?<\/tr>/g, (row) => {
    let column = -1
    return row.replace(/<td\b/g, (cell) => (++column === 0 ? cell : `${cell} data-label="${names[column] ?? ''}"`))
  })
  return rows.replace('<table>', '<table data-stacked tabindex="0">')
}
