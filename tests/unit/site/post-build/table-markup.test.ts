import { expect, test } from '@playwright/test'
import { withTableMarkup } from '../../../../src/site/post-build/table-markup.ts'

const table = (names: string[], cells: string[]) =>
  `<table>\n<thead><tr>${names.map((name) => `<th>${name}</th>`).join('')}</tr></thead>` +
  `<tbody><tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr></tbody></table>`

test('a cell of a table with many columns names its column, but for the first, which names the row', () => {
  const html = withTableMarkup(table(['Flag', 'For <code>a "b"</code>', 'Why'], ['-A', 'all', 'more']))
  expect(html).toContain('<table data-stacked tabindex="0">')
  expect(html).toContain('<td>-A</td><td data-label="For a &quot;b&quot;">all</td><td data-label="Why">more</td>')
})

test('a table with two columns stays side by side, and in reach of the keyboard', () => {
  const html = withTableMarkup(table(['Flag', 'For'], ['-A', 'all']))
  expect(html).toBe(table(['Flag', 'For'], ['-A', 'all']).replace('<table>', '<table tabindex="0">'))
})
