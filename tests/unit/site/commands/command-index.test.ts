import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { callsOf } from '../../../../src/page/program-calls.ts'
import type { Page } from '../../../../src/page/index.ts'
import { PROJECT } from '../../../../src/shared/root.ts'
import { commandIndex, INDEXED } from '../../../../src/site/commands/command-index.ts'

const calls: [what: string, command: string, programs: string[]][] = [
  ['a pipeline', "istioctl manifest generate | grep '^kind:' | sort", ['istioctl', 'grep', 'sort']],
  ['a list', 'kubectl create namespace a && kubectl get pods', ['kubectl', 'kubectl']],
  ['a loop', 'for p in a b; do\n  istioctl version "$p" | awk \'{print $5}\'\ndone', ['istioctl', 'awk']],
  ['a substitution', 'istioctl x describe pod "$(kubectl get pod -o name)"', ['istioctl', 'kubectl']],
  ['a heredoc', 'cat > f <<EOF\nis $(istioctl version | tail -1)\nEOF', ['cat', 'istioctl', 'tail']],
  ['a quoted heredoc', "cat > f <<'EOF'\n$(istioctl version)\nEOF", ['cat']],
  ['what runs in a container', 'kubectl exec -n shop deployment/client -- curl --silent http://a', ['kubectl', 'curl']],
  ['text that only looks like a command', "echo 'kubectl delete namespace'", ['echo']],
]
for (const [what, command, programs] of calls) {
  test(`callsOf finds the programs of ${what}, and no other`, () => {
    expect(callsOf(command).map(([program]) => program)).toEqual(programs)
  })
}

const page = (id: string, ...commands: string[]): Page =>
  ({ id, title: id, steps: commands.map((command, i) => ({ id: `s${i + 1}`, command })) }) as unknown as Page

test('commandIndex has every step once at each command and flag that it uses', () => {
  const pages = [
    page('x', 'istioctl proxy-config log deployment/a -n=shop --level debug', 'istioctl proxy-config log b -n a'),
    page('y', 'istioctl x precheck && istioctl x precheck', 'istioctl install --set profile=default -y'),
  ]
  const index = commandIndex(pages, 'istioctl').map(({ name, uses, flags }) => [
    name,
    uses.map((use) => `${use.page.id} ${use.number}`),
    flags.map(({ flag, uses: some }) => `${flag}: ${some.length}`),
  ])
  expect(index).toEqual([
    ['istioctl install', ['y 2'], ['--set profile: 1', '-y: 1']],
    ['istioctl proxy-config log', ['x 1', 'x 2'], ['--level: 1', '-n: 2']],
    ['istioctl x precheck', ['y 1'], []],
  ])
})

test('commandIndex has what another version of Istio ran beside what the default ran', () => {
  const index = commandIndex(
    [page('x', 'istioctl version', 'istioctl-1.30 version', 'istioctl-1.30 x precheck')],
    'istioctl',
  )
  expect(index.map(({ name, uses }) => [name, uses.length])).toEqual([
    ['istioctl version', 2],
    ['istioctl x precheck', 1],
  ])
})

test('commandIndex takes no value for a flag that begins with a dash', () => {
  const [apply] = commandIndex([page('x', 'kubectl apply -f -'), page('y', 'kubectl apply -f - -n a')], 'kubectl')
  expect(apply!.flags.map(({ flag }) => flag)).toEqual(['-f', '-n'])
})

test('INDEXED has every program of the runbooks that is worth looking up', async () => {
  const files = ['content/commands.mdx', 'content/commands/kubectl.mdx']
  const sources = await Promise.all(files.map((file) => readFile(join(PROJECT, file), 'utf8')))
  const listed = [...sources.join('\n').matchAll(/<Commands tool="(\w+)"/g)].map(([, tool]) => tool)
  expect(new Set(listed).size).toBe(listed.length)
  expect(INDEXED.filter((tool) => listed.includes(tool))).toHaveLength(listed.length)
})
