import { $ } from 'zx'
import { fixture, type FixtureStep } from '../support/fixture.ts'
import { npmRun } from '../support/project.ts'
import { expect, test } from '../support/supplied.ts'

/** All these runs share one kept cluster: what is tested is the verdict, not the cluster. */
let cluster = ''

test.describe.configure({ mode: 'default' })

test.beforeAll(async () => {
  test.setTimeout(10 * 60_000)
  const { code, text } = await npmRun(['cluster', 'up'])
  expect(code, text).toBe(0)
  cluster = /^(proving-ground-[0-9a-f]+) is ready/m.exec(text)?.[1] ?? ''
})

test.afterAll(async () => {
  await npmRun(['cluster', 'down', cluster])
})

/** Runs the made-up page from its first step on the shared cluster. */
async function run(steps: FixtureStep[], environment: Record<string, string> = {}) {
  const root = await fixture(steps)
  return npmRun(['runbook', 'x', '--', '--from', steps[0]!.id, '--cluster', cluster], { ...root, ...environment })
}

const read = (command: string, proof?: string, options?: string): FixtureStep[] => [
  { id: 'a', command, ...(proof === undefined ? {} : { proof }), ...(options === undefined ? {} : { options }) },
]
const change = (command: string, proof: string): FixtureStep[] => [
  { id: 'a', command, attributes: 'changes="C" success="W" undo="b"', proof },
  {
    id: 'b',
    command: 'kubectl delete namespace --ignore-not-found self-a',
    attributes: 'changes="C" success="W"',
    proof: "await check(cluster.namespace('self-a')).isAbsent()",
  },
]

test('a page that does what it says passes', async () => {
  const { code, text } = await run(
    change('kubectl create namespace self-a', "await check(cluster.namespace('self-a')).exists()"),
  )
  expect(text).toContain('PASSED  x')
  expect(code).toBe(0)
})

const red: [promise: string, steps: FixtureStep[], says: RegExp][] = [
  ['a command that does not exist', read('kubctl get pods && echo ok'), /exited with 127 \(command not found\)/],
  ['a command that fails after printing what is looked for', read('echo ok && false'), /exited with 1/],
  ['a part of a pipeline that fails', read('(echo ok && false) | cat'), /part 1 of the pipeline exited with 1/],
  ['a command that ends the shell', read('exit 0'), /ended the shell/],
  ['a step without a check', read('echo ok', ''), /no check, so it proves nothing/],
  [
    'a check that was true before',
    change('echo ok', "await check(cluster.namespace('default')).exists()"),
    /already true before the command ran/,
  ],
  ['a check that is not awaited', read('echo ok', 'check(output).contains("ok")'), /not awaited/],
  [
    'a check that is written behind a promise nobody waits for',
    read(
      'echo ok',
      'void check(cluster.namespace("nowhere")).exists().then(() => {}, () => {}); await check(output).contains("ok")',
    ),
    /a check was not awaited: .*nowhere/,
  ],
  ['a reading step that names nothing', read('echo ok', 'await check(output).lacks("error")'), /names its subject/],
  [
    'the near miss: a pod of another revision',
    read('echo istiod-1-18-1-55774b98-cfd24 1/1', 'await check(output).hasRow(podsOf("istiod-canary"))'),
    /check timed out/,
  ],
  ['a command that hangs', read('sleep 600', undefined, "{ timeout: '2s' }"), /still running after \d s/],
  [
    'a check that never answers',
    read(
      'echo ok',
      'const never = { subject: { type: "file", name: "x" }, isAbsent: () => ({ evaluate: () => new Promise(() => {}) }) }; await check(never, "nothing answers").isAbsent()',
      "{ timeout: '3s' }",
    ),
    /could not be checked: nothing answers; last attempt: no answer within/,
  ],
  [
    'a command that waits for input',
    read('read -r answer && echo ok'),
    /exited with 1 .*; it seems to ask for input, and a step has none/,
  ],
  [
    'a command of Istio that asks',
    read('istioctl uninstall --purge'),
    /it seems to ask for input, and a step has none/,
  ],
  [
    'a command that takes away the trap by which pipelines are judged',
    // As data, or the page would be refused before anything runs.
    read("echo ok && eval 'trap - RETURN' && false | cat"),
    /took away the trap on RETURN/,
  ],
  [
    'a function that never ends',
    read('echo ok', 'await new Promise(() => {})', "{ timeout: '2s' }"),
    /step a: its function was still running \d s after the command/,
  ],
  [
    'a function that checks without end',
    read('echo ok', 'for (;;) await check(output).contains("ok")', "{ timeout: '2s' }"),
    /step a: its function was still running \d s after the command/,
  ],
  ['a command that prints 100 MB', read('head -c 100000000 /dev/zero | tr "\\0" x'), /printed more than 8 MB/],
  ['a command that prints NUL', read(`printf 'ok\\0\\n'`), /NUL byte/],
  ['a command that moves the cursor', read(`printf 'ok\\033[2J\\n'`), /escape sequence/],
  ['a command that prints bytes that are no text', read(`printf 'ok\\377\\n'`), /not UTF-8/],
  [
    'a command that leaves a daemon',
    read("bash -c '(setsid sleep 300 >/dev/null 2>&1 &)' && echo ok"),
    /left running: \d+ (setsid )?sleep 300/,
  ],
  [
    'a command that hangs while a daemon holds its output',
    read("bash -c '(setsid sleep 300 &)' && sleep 300", undefined, "{ timeout: '2s' }"),
    /still running after 2 s/,
  ],
  ['a script that throws', read('echo ok', 'throw new Error("oops")'), /step a threw: Error: oops/],
]
for (const [promise, steps, says] of red) {
  test(`turns red: ${promise}`, async () => {
    const { code, text } = await run(steps)
    expect(text).toMatch(says)
    expect(text).toMatch(/FAILED {2}x#a[^]*page {5}content\/runbooks\/x\.mdx:\d+[^]*Next: npm run runbook x/)
    expect(code).toBe(1)
  })
}

test('a step whose command hangs is undone, with the variables of the page', async () => {
  const root = await fixture(
    change(
      'kubectl create namespace "self-${NAME:?}" && sleep 300',
      "await check(cluster.namespace('self-a')).exists()",
    ).map((step) => ({
      ...step,
      command: step.command.replace('self-a', '"self-${NAME:?}"'),
      options: "{ timeout: '10s' }",
    })),
    (files) =>
      (files['content/runbooks/x.mdx'] = files['content/runbooks/x.mdx']!.replace(
        '\n---\n\n',
        "\nvariables:\n  - name: NAME\n    default: a\n    pattern: '[a-z]'\n    description: A name.\n---\n\n",
      )),
  )
  const { code, text } = await npmRun(['runbook', 'x', '--', '--from', 'a', '--cluster', cluster], root)
  expect(text).toMatch(/still running after \d+ s[^]*what had run was undone/)
  expect(text).toMatch(/Undoing what ran[^]*namespace "self-a" deleted/)
  expect(code).toBe(1)
})

const expected: [promise: string, command: string, ok: boolean][] = [
  ['an expected failure passes with its status and text', 'echo "unknown command" && (exit 64)', true],
  ['an expected failure with another status is red', 'echo "unknown command" && (exit 65)', false],
  ['an expected failure for another reason is red', 'echo "connection refused" && (exit 64)', false],
  ['an expected failure that succeeds is red', 'echo "unknown command"', false],
]
for (const [promise, command, ok] of expected) {
  test(promise, async () => {
    const { code } = await run([
      {
        id: 'a',
        command,
        attributes: 'readOnly success="W" exitCode="64" outputContains="unknown command"',
        proof: 'await check(output).contains("unknown")',
      },
    ])
    expect(code).toBe(ok ? 0 : 1)
  })
}

test('commands see neither the user’s kubeconfig nor the project’s tools', async () => {
  const { code, text } = await run(
    read(
      'echo "ok $KUBECONFIG $HOME ${SECRET_OF_MINE:-none}" && echo "$PATH"',
      'await check(output).contains(" none"); await check(output).lacks("node_modules")',
    ),
    { SECRET_OF_MINE: 'visible', KUBECONFIG: '/home/me/.kube/config' },
  )
  expect(text).not.toContain('/home/me/.kube/config')
  expect(code, text).toBe(0)
})

test('directory and exported variables carry over from step to step', async () => {
  const { code, text } = await run([
    { id: 'a', command: 'mkdir sub && cd sub && export WORD=carried && echo ok' },
    { id: 'b', command: 'echo "$WORD in ${PWD##*/}"', proof: 'await check(output).equals("carried in sub")' },
  ])
  expect(code, text).toBe(0)
})

// Where a request for such an address leaves the node, what answers outside gets into the evidence: it once did.
for (const [whose, address] of [
  ['Service', '10.96.255.254'],
  ['pod', '10.244.0.254'],
]) {
  test(`nobody outside answers for the address of a ${whose} that is gone`, async () => {
    const quiet = $({ quiet: true, nothrow: true })
    const connect = `exec 3<>/dev/tcp/${address}/443`
    const { exitCode, stderr } = await quiet`docker exec ${cluster}-control-plane timeout 10 bash -c ${connect}`
    expect(exitCode, stderr).not.toBe(0)
    expect(stderr).not.toContain('No such container')
  })
}
