import { expect, test } from '@playwright/test'
import { parsePage } from '../../../../src/page/parse.ts'
import { commandsOf, CommandGate } from '../../../../src/site/post-build/command-gate.ts'
import { elementsOf } from '../../../../src/site/shared/html.ts'

const runbook = await parsePage(
  'x',
  'x.mdx',
  '---\ntitle: X\ndescription: D.\n---\n\n<Step id="a" title="T" readOnly success="W">\n\n```bash\nistioctl analyze -n payments\n```\n\n</Step>\n\n' +
    '<Step id="b" title="T" readOnly success="W">\n\n```bash\nkubectl apply -f - <<\'EOF\'\nkind: Namespace\nEOF\n```\n\n</Step>\n\n' +
    '<Step id="c" title="T" readOnly success="W">\n\n```bash\nmkdir a && istioctl manifest translate -f "a b" -o a\n```\n\n</Step>\n',
)
const judge = (html: string) => {
  const gate = new CommandGate([runbook])
  gate.check('page.html', commandsOf(elementsOf(`<body>${html}</body>`)))
  return gate.coverage()
}

const shown: [promise: string, html: string][] = [
  ['a step', '<pg-command><pre><code>istioctl analyze -n payments</code></pre></pg-command>'],
  ['a step named by its first words', '<p><code>istioctl analyze</code></p>'],
  ['a step of many lines by its first', "<li><code>kubectl apply -f - &lt;&lt;'EOF'</code></li>"],
  ['a later command of a step by its first words', '<p><code>istioctl manifest translate</code></p>'],
  ['captured output', '<details class="proof"><pre><code>kubectl get pods</code></pre></details>'],
  ['an old command with its step', '<span data-outdated="x#a"><code>istioctl verify-install</code></span>'],
  ['code that is no command', '<code>istio-injection=enabled</code>'],
]
for (const [promise, html] of shown) {
  test(`the command gate lets a page show ${promise}`, () => {
    expect(judge(html).unproven).toEqual([])
  })
}

const refused: [promise: string, html: string][] = [
  ['a command that no step runs', '<pre><code>kubectl delete namespace payments</code></pre>'],
  ['a command in running text that no step runs', '<p>Use <code>istioctl x wait</code></p>'],
  ['words from the middle of a command', '<p><code>kubectl -f a</code></p>'],
  ['half a word of a later command', '<p><code>istioctl manifest trans</code></p>'],
  ['half a word of a step', '<p><code>istioctl anal</code></p>'],
  ['a step with other bytes', '<pg-command><pre><code>istioctl analyze -n payment</code></pre></pg-command>'],
  ['a command of another version of Istio', '<p><code>istioctl-1.30 x wait</code></p>'],
  ['a command behind sudo', '<p><code>sudo kubectl delete namespace payments</code></p>'],
  ['a command on the line after an export', '<pre><code>export X=1\nkubectl delete namespace payments</code></pre>'],
  ['a command at the end of a pipe', '<p><code>cat f | kubectl apply -f f</code></p>'],
  ['a command with variables before it', '<p><code>env A=b kubectl delete namespace payments</code></p>'],
  ['a command in a block without code', '<pre>kubectl delete namespace payments</pre>'],
  ['a command in a sentence beside a proof', '<div class="proof"><p><code>kubectl delete ns a</code></p></div>'],
  ['a command not run for a reason of its own', '<p data-not-run="laziness"><code>helm repo update</code></p>'],
]
for (const [promise, html] of refused) {
  test(`the command gate refuses ${promise}`, () => {
    expect(judge(html).unproven).toEqual([expect.stringMatching(/^page\.html: .*no step runs this/)])
  })
}

const unseen: [promise: string, html: string][] = [
  ['not run', '<figure data-not-run="internet"><pre><code>helm repo update \u2013\u2013debug</code></pre></figure>'],
  ['of an older guide', '<span data-outdated="x#a"><code>istioctl uninstall \u2014purge</code></span>'],
  [
    'in a heredoc that is not run',
    '<p data-not-run="internet"><code>kubectl apply -f - &lt;&lt;E\na\u200b\nE</code></p>',
  ],
]
for (const [promise, html] of unseen) {
  test(`the command gate refuses a command ${promise} with a character that looks like another`, () => {
    expect(judge(html).unproven).toEqual([expect.stringMatching(/column \d+ of line \d+ is U\+20/)])
  })
}

test('the command gate counts each command once: what is run, and what is not', () => {
  const twice = '<p data-not-run="internet"><code>helm repo update</code></p>'.repeat(2)
  expect(judge(twice)).toEqual({ run: 3, notRun: 1, unproven: [] })
})
