import { expect, test } from '@playwright/test'
import { withLightContentsList } from '../../../../src/site/post-build/contents-list.ts'

const item = (depth: string, inner = '') =>
  `<li${depth} class="a"><a href="#x"${depth} class="a"><span${depth} class="a">X</span></a>${inner}</li>`
const list = (depth: number, inner: string) => `<ul class="a" style="--depth: ${depth};">${inner}</ul>`

test('withLightContentsList leaves the depth at the lists, and nothing else is changed', () => {
  const style = (depth: number) => ` style="--depth: ${depth};"`
  const built = list(0, item(style(0), list(1, item(style(1)))))
  expect(withLightContentsList(`<p style="--depth: 3;">${built}`)).toBe(
    `<p style="--depth: 3;">${list(0, item('', list(1, item(''))))}`,
  )
})
