import { runInNewContext } from 'node:vm'
import { expect, test } from '@playwright/test'
import { withOneModule } from '../../../../src/site/post-build/one-module.ts'

test('withOneModule joins inline modules in their order, each in a scope of its own, where the last one stood', () => {
  const page = withOneModule(
    '<p>a</p><script type="module">var e=1;seen.push(e)\n</script><p>b</p><script type="module">var e=seen.length+1;seen.push(e) // end</script><p>c</p>',
  )
  const [, code] = /^<p>a<\/p><p>b<\/p><script type="module">([^]*)<\/script><p>c<\/p>$/.exec(page)!
  const seen: number[] = []
  runInNewContext(code!, { seen })
  expect(seen).toEqual([1, 2])
})

for (const [what, html] of [
  ['a single module', '<script type="module">a()</script>'],
  ['scripts that are no modules', '<script>a()</script><script>b()</script>'],
  ['modules with an address', '<script type="module" src="a.js"></script><script type="module" src="b.js"></script>'],
  ['modules that import', '<script type="module">import{a}from"./a.js";a()</script><script type="module">b()</script>'],
] as const)
  test(`withOneModule leaves ${what} as it is`, () => {
    expect(withOneModule(html)).toBe(html)
  })
