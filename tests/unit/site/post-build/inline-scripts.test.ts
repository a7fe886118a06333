import { runInNewContext } from 'node:vm'
import { expect, test } from '@playwright/test'
import { withSmallScripts } from '../../../../src/site/post-build/inline-scripts.ts'

const SCRIPT = `
	/** @type {string | null} */
	var shown = 'a';
	(() => {
		try {
			if (!shown) return; // nothing to do
			window.told = { shown, text: "</" + "script>" };
		} catch {}
	})();
`

test('withSmallScripts takes indentation and comments out of inline scripts, which do what they did', () => {
  const page = withSmallScripts(
    `<p>x</p><script aria-hidden="true">${SCRIPT}</script><script>\n\tshown = shown + 'b';\n</script>`,
  )
  const [first = '', second = ''] = [...page.matchAll(/<script[^>]*>([^]*?)<\/script>/g)].map(([, script]) => script)
  expect(first).not.toMatch(/@type|nothing to do|\n|\t/)
  const window = { told: undefined, shown: '' }
  expect(runInNewContext(`${first};${second}; shown`, { window })).toBe('ab')
  expect(window.told).toEqual({ shown: 'a', text: '</script>' })
  expect(page).toMatch(/^<p>x<\/p><script aria-hidden="true">/)
})

const alone: [what: string, html: string][] = [
  ['a script with an address', '<script src="/a.js" defer>  </script>'],
  ['a module, which the bundler made small', '<script type="module">let  a = 1</script>'],
  ['data', '<script type="speculationrules">{ "prefetch": [] }</script>'],
  ['an element of another name', '<script-note>let  a = 1</script-note>'],
  ['what only looks like a script in text', '<p>&lt;script>let  a = 1&lt;/script></p>'],
]
for (const [what, html] of alone) {
  test(`withSmallScripts leaves ${what} as it is`, () => {
    expect(withSmallScripts(html)).toBe(html)
  })
}
