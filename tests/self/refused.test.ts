import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { fixture, type Files, type FixtureStep } from '../support/fixture.ts'
import { npmRun } from '../support/project.ts'

const ok: FixtureStep = { id: 'a', command: 'echo ok' }
const b: FixtureStep = { id: 'b', command: 'echo ok' }

/** Every one of these is refused before anything runs: exit 2, one error, and what to do. */
async function refused(words: string[], environment: Record<string, string>, says: RegExp): Promise<void> {
  const { code, text } = await npmRun(words, environment)
  expect(text).toMatch(says)
  expect(text.match(/error:/g)).toHaveLength(1)
  expect(code).toBe(2)
}

const pairing: [promise: string, steps: FixtureStep[], edit: (files: Files) => void, says: RegExp][] = [
  ['a step without a proof', [ok, { ...b, proof: null }], () => undefined, /x\.mdx:\d+: step b has no proof/],
  [
    'a proof that is there twice',
    [ok],
    (files) => (files['runbooks/x.ts'] = withStep(files['runbooks/x.ts']!, 'a')),
    /step a is defined twice/,
  ],
  [
    'proofs in another order than the page',
    [ok, b],
    (files) => (files['content/runbooks/x.mdx'] = swap(files['content/runbooks/x.mdx']!, '"a"', '"b"')),
    /wrong order: the script has step a where .*x\.mdx:\d+ has b/,
  ],
  [
    'a proof of a step that is not on the page',
    [ok],
    (files) => (files['runbooks/x.ts'] = withStep(files['runbooks/x.ts']!, 'z')),
    /step z is not on/,
  ],
  ['two commands in one step', [{ ...ok, command: 'echo ok\necho ok' }], () => undefined, /one command, this has 2/],
  ['the same id twice', [ok, { ...ok, proof: null }], () => undefined, /id a is used twice/],
  ['a page without a script', [ok], (files) => delete files['runbooks/x.ts'], /has no script/],
  [
    'a script without a page',
    [ok],
    (files) => (files['runbooks/y.ts'] = files['runbooks/x.ts']!),
    /y\.ts: has no page/,
  ],
  [
    'a start state that is no runbook',
    [ok],
    (files) =>
      (files['content/runbooks/x.mdx'] = files['content/runbooks/x.mdx']!.replace(
        'title: X',
        'title: X\nstartsFrom: nowhere',
      )),
    /nowhere is no runbook/,
  ],
  [
    'a timeout that is no time',
    [{ ...ok, options: `{ timeout: '5 minutes' }` }],
    () => undefined,
    /runbooks\/x\.ts: step a: timeout is seconds or minutes, written '90s' or '3m'/,
  ],
  [
    'an option with a typo',
    [{ ...ok, options: `{ timout: '5m' }` }],
    () => undefined,
    /runbooks\/x\.ts: step a: there is no option timout; did you mean timeout\?/,
  ],
  [
    'a script with a syntax error',
    [ok],
    (files) => (files['runbooks/x.ts'] += '\nconst = 1\n'),
    /runbooks\/x\.ts:\d+: Node cannot load this script: /,
  ],
  [
    'a script that imports what is not there',
    [ok],
    (files) => (files['runbooks/x.ts'] = `import '../src/nowhere.ts'\n${files['runbooks/x.ts']}`),
    /runbooks\/x\.ts:1: imports src\/nowhere\.ts, .* is not there/,
  ],
  [
    'a script whose page is gone',
    [ok],
    (files) => delete files['content/runbooks/x.mdx'],
    /there is no runbook "x"; content\/runbooks has no page/,
  ],
]
for (const [promise, steps, edit, says] of pairing) {
  test(`refuses ${promise}`, async () => {
    await refused(['runbook', 'x'], await fixture(steps, edit), says)
  })
}

test('refuses an empty course instead of passing it', async () => {
  const environment = await fixture([ok], (files) => Object.keys(files).forEach((name) => delete files[name]))
  await refused(['runbook'], environment, /there are no runbooks/)
})

test('lists the runbooks when none is named, and does not pass', async () => {
  await refused(['runbook'], {}, /error: no runbook was named/)
  expect((await npmRun(['runbook'])).text).toMatch(/^ {2}install-canary {2,}\S/m)
})

test('names the nearest runbooks for one that does not exist', async () => {
  await refused(['runbook', 'install-canery'], {}, /nearest: install-canary/)
})

test('refuses an option it does not know', async () => {
  const { code, text } = await npmRun(['runbook', 'install-canary', '--', '--kep'])
  expect(text).toMatch(/unknown option '--kep'[^]*Did you mean --keep/)
  expect(code).toBe(2)
})

test('sees options that npm swallowed, and shows the line that was meant', async () => {
  const { code, text } = await npmRun(['runbook', 'install-canary', '--keep'])
  expect(text).toContain('npm run runbook install-canary -- --keep')
  expect(code).toBe(2)
})

for (const value of ["a'b", 'a\nb', '$(id)', 'a;b', '']) {
  test(`refuses --set REVISION=${JSON.stringify(value)}`, async () => {
    await refused(['runbook', 'install-canary', '--', '--set', `REVISION=${value}`], {}, /does not match/)
  })
}

test('refuses to set a variable that the runbook does not have', async () => {
  await refused(['runbook', 'install-canary', '--', '--set', 'REVISON=x'], {}, /it has REVISION/)
})

test('refuses to begin at a step that is not there', async () => {
  await refused(['runbook', 'install-canary', '--', '--from', 'restrt'], {}, /nearest: restart/)
})

test('starts no engine when DOCKER_HOST leads to one that does not answer, and says so', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'proving-ground-test-'))
  const environment = { DOCKER_HOST: `unix://${join(directory, 'none.sock')}` }
  const says =
    /no Docker engine answers at unix:\S+none\.sock, where DOCKER_HOST [^]*Start that engine, or unset DOCKER_HOST/
  await refused(['runbook', 'install-default'], environment, says)
})

test('says what to do when no Docker engine answers and none may be installed', async () => {
  const path = await mkdtemp(join(tmpdir(), 'proving-ground-test-'))
  // The engine of this machine is in use, so that its client stands in for one without an engine.
  const answer = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?'
  await writeFile(join(path, 'docker'), `#!/bin/sh\necho '${answer}' >&2\nexit 1\n`, { mode: 0o755 })
  await refused(
    ['runbook', 'install-default', '--', '--no-install'],
    { PATH: `${path}:${process.env['PATH']}` },
    /no Docker engine answers, and --no-install is set; run it yourself/,
  )
})

test('a dry run prints every command and runs none', async () => {
  const { code, text } = await npmRun(['runbook', 'install-canary', '--', '--dry-run'])
  expect(text).toContain('istioctl install --set profile=minimal --set revision="${REVISION:?}" -y')
  expect(text).toContain('Nothing was run.')
  expect(code).toBe(0)
})

/** The script with one more step at its end. */
function withStep(script: string, id: string): string {
  return script.replace(/\}\)\n$/, `  step('${id}', async () => {})\n})\n`)
}

function swap(text: string, one: string, other: string): string {
  return text.replaceAll(one, '\0').replaceAll(other, one).replaceAll('\0', other)
}
