import { expect, test } from '@playwright/test'
import { countStatements, sumStatements } from '../../../../src/site/post-build/statement-gate.ts'
import { elementsOf } from '../../../../src/site/shared/html.ts'

const judge = (html: string, path = 'lessons/x/index.html') =>
  countStatements(path, elementsOf(`<div class="sl-markdown-content">${html}</div>`))

const proofs: [what: string, html: string, found: Partial<ReturnType<typeof judge>>][] = [
  ['a run', '<p>It stops. <a data-shown="a#b">a 1</a></p>', { shown: 1 }],
  ['a source', '<p>It stops. <a data-source="s">s</a></p>', { sourced: 1 }],
  ['an admission', '<p>It stops. <span data-unproven="ztunnel">not run</span></p>', { unproven: 1 }],
  ['a point with a run', '<ul><li>It stops. <a data-shown="a#b">a 1</a></li></ul>', { shown: 1 }],
]
for (const [what, html, found] of proofs) {
  test(`the statement gate accepts a statement with ${what}`, () => {
    expect(judge(html)).toMatchObject({ unsourced: [], ...found })
  })
}

const unsourced: [what: string, html: string][] = [
  ['paragraph', '<p>It stops.</p>'],
  ['point', '<ul><li>It stops.</li></ul>'],
  ['row', '<table><tbody><tr><td>It</td><td>stops</td></tr></tbody></table>'],
  ['paragraph with an ordinary link', '<p>It <a href="/x/">stops</a>.</p>'],
  ['answer to a prediction', '<div class="predict"><p>And?</p><details><p>It stops.</p></details></div>'],
]
for (const [what, html] of unsourced) {
  test(`the statement gate names a ${what} that rests on nothing`, () => {
    expect(judge(html).unsourced).toHaveLength(1)
  })
}

test('the statement gate asks for no proof of questions, announcements and advice', () => {
  expect(
    judge(
      '<p>Does it stop?</p><p>Ask it:</p><div class="advice"><p>Stop it.</p></div><p>Next: <a href="/y/">y</a>.</p>',
    ),
  ).toEqual({ shown: 0, unrecorded: 0, sourced: 0, unproven: 0, unsourced: [] })
})

test('the statement gate lets rows right below a paragraph rest on its proof', () => {
  const table = '<table><tbody><tr><td>It</td><td>stops</td></tr></tbody></table>'
  expect(judge(`<p>As it was: <a data-shown="a#b">a 1</a></p>${table}`).unsourced).toEqual([])
})

test('the statement gate counts all pages together, and keeps the page of what rests on nothing', () => {
  const pages = ['<p>It stops. <a data-source="s">s</a></p>', '<p>It stops.</p>'].map((html) => judge(html))
  expect(sumStatements([...pages, judge('<p>It starts.</p>', 'lessons/y/index.html')])).toEqual({
    shown: 0,
    unrecorded: 0,
    sourced: 1,
    unproven: 0,
    unsourced: ['lessons/x/index.html: It stops.', 'lessons/y/index.html: It starts.'],
  })
})

test('the statement gate judges lessons alone', () => {
  expect(judge('<p>It stops.</p>', 'index.html').unsourced).toEqual([])
})
