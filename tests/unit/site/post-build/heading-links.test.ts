import { expect, test } from '@playwright/test'
import { withLightHeadingLinks } from '../../../../src/site/post-build/heading-links.ts'

test('withLightHeadingLinks leaves the link and what it says to a screen reader, without the drawing', () => {
  const link = (icon: string) =>
    `<h2 id="a">A</h2><a class="sl-anchor-link" href="#a"><span aria-hidden="true" class="sl-anchor-icon">${icon}</span><span class="sr-only">Section titled “A”</span></a>`
  const other = '<p><svg width="16"><path d="M1 1"></path></svg></p>'
  const icon = '<svg width="16" height="16"><path d="m12.11 15.39"></path></svg>'
  expect(withLightHeadingLinks(`${link(icon)}${other}${link(icon)}`)).toBe(`${link('')}${other}${link('')}`)
})
