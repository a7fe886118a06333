import { expect, test } from '@playwright/test'
import { parsePage } from '../../src/page/parse.ts'
import { commandsOf, Gate } from '../../src/site/lib/gate.ts'
import { elementsOf } from '../../src/site/lib/html.ts'

const runbook = await parsePage(
  'x',
  'x.mdx',
  '---\ntitle: X\ndescription: D.\n---\n\n<Step id="a" title="T" reads worked="W">\n\n```bash\nistioctl analyze -n payments\n```\n\n</Step>\n\n' +
    '<Step id="b" title="T" reads worked="W">\n\n```bash\nkubectl apply -f - <<\'EOF\'\nkind: Namespace\nEOF\n```\n\n</Step>\n',
)
const judge = (html: string) => {
  const gate = new Gate([runbook])
  gate.look('page.html', commandsOf(elementsOf(`<body>${html}</body>`)))
  return gate.coverage()
}

const shown: [promise: string, html: string][] = [
  ['a step', '<pg-command><pre><code>istioctl analyze -n payments</code></pre></pg-command>'],
  ['a step named by its first words', '<p><code>istioctl analyze</code></p>'],
  ['a step of many lines by its first', "<li><code>kubectl apply -f - &lt;&lt;'EOF'</code></li>"],
  ['captured output', '<details class="proof"><pre><code>kubectl get pods</code></pre></details>'],
  ['an old command with its step', '<span data-old="x#a"><code>istioctl verify-install</code></span>'],
  ['code that is no command', '<code>istio-injection=enabled</code>'],
]
for (const [promise, html] of shown) {
  test(`a page may show ${promise}`, () => {
    expect(judge(html).unproven).toEqual([])
  })
}

const refused: [promise: string, html: string][] = [
  ['a command that no step runs', '<pre><code>kubectl delete namespace payments</code></pre>'],
  ['a command in running text that no step runs', '<p>Use <code>istioctl x wait</code></p>'],
  ['half a word of a step', '<p><code>istioctl anal</code></p>'],
  ['a step with other bytes', '<pg-command><pre><code>istioctl analyze -n payment</code></pre></pg-command>'],
  ['a command not run for a reason of its own', '<p data-not-run="laziness"><code>helm repo update</code></p>'],
]
for (const [promise, html] of refused) {
  test(`no page shows ${promise}`, () => {
    expect(judge(html).unproven).toEqual([expect.stringMatching(/^page\.html: .*no step runs this/)])
  })
}

test('what is not run is counted once, with what is run', () => {
  const twice = '<p data-not-run="internet"><code>helm repo update</code></p>'.repeat(2)
  expect(judge(twice)).toEqual({ run: 2, notRun: 1, unproven: [] })
})
