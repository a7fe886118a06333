import { execFileSync, spawnSync } from 'node:child_process'
import { expect, test } from '@playwright/test'
import { exportBlock } from '../../../../src/page/index.ts'
import { wholeScript } from '../../../../src/site/runbook/download-script.ts'
import { HOSTILE } from '../../../support/hostile.ts'
import { runbooks, recorded, proofOf, none, ADDRESS, page, evidenceOf, type Steps } from './pages.ts'

for (const runbook of runbooks) {
  test(`the script of ${runbook.id} is bash and holds every command byte for byte`, () => {
    const script = wholeScript(runbook, proofOf(runbook), ADDRESS)
    const { status, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-n'], { input: script, encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(status).toBe(0)
    let at = 0
    for (const { id, command } of runbook.steps) {
      at = script.indexOf(`\n${command}\n`, at)
      expect(at, id).toBeGreaterThan(0)
    }
    expect(script).toContain(exportBlock(runbook.variables))
    expect(script).toContain(recorded.get(runbook.id)!.proofHash)
  })
}

/** Runs a page's script with bash. */
async function ran(steps: Steps, clean: Steps = [], words: string[] = [], front = '') {
  const script = wholeScript(await page(steps, clean, front), none, ADDRESS)
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-s', ...words], {
    input: script,
    encoding: 'utf8',
  })
  return { status, out: stdout, err: stderr }
}

const stops: [promise: string, command: string][] = [
  ['a command that fails', 'false'],
  ['a list that fails before its end', 'false && true'],
  ['a pipeline whose first part fails', 'false | cat'],
]

for (const [promise, command] of stops) {
  test(`the script to download ends at ${promise}`, async () => {
    const { status, out, err } = await ran([
      ['id="a" readOnly', command],
      ['id="b" readOnly', 'echo reached'],
    ])
    expect(status).toBe(1)
    expect(err).toMatch(/^Step 1, a exited with 1, the page says 0/)
    expect(out).not.toContain('reached')
  })
}

const goesOn: [promise: string, step: [string, string]][] = [
  ['a failure that is meant', ['id="a" readOnly exitCode="3" outputContains="no"', 'echo no && (exit 3)']],
  ['a reader that stops early', ['id="a" readOnly', 'yes | head -n 1']],
]

for (const [promise, step] of goesOn) {
  test(`the script to download goes on after ${promise}`, async () => {
    const { status, out } = await ran([step, ['id="b" readOnly', 'echo reached']])
    expect(out).toContain('reached')
    expect(status).toBe(0)
  })
}

test('the script to download ends when what is meant to fail does not', async () => {
  const { status, err } = await ran([['id="a" readOnly exitCode="3" outputContains="no"', 'true']])
  expect(status).toBe(1)
  expect(err).toMatch(/^Step 1, a exited with 0, the page says 3/)
})

test('the script to download cleans up when it is asked to, and only then', async () => {
  const steps: Steps = [['id="a" changes="C" undo="u"', 'echo made']]
  const clean: typeof steps = [['id="u" changes="C"', 'echo "removed ${V:?}"']]
  const front = "variables:\n  - { name: V, default: it, pattern: '[a-z]+', description: M. }\n"
  const first = await ran(steps, clean, [], front)
  expect(first.out).toMatch(/made[^]*bash x\.sh clean-up/)
  expect(first.out).not.toContain('removed')
  const second = await ran(steps, clean, ['clean-up'], front)
  expect(second.out).toContain('removed it')
  expect(second.out).not.toContain('made')
})

test('the script to download does not end a terminal into which it is pasted, and reads nothing of what follows', async () => {
  const script = wholeScript(
    await page([
      ['id="a" readOnly', 'cat'],
      ['id="b" readOnly', 'false'],
    ]),
    none,
    ADDRESS,
  )
  const out = execFileSync('bash', ['--noprofile', '--norc'], {
    input: `${script}echo "still here: $-"\n`,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  expect(out).toMatch(/still here: (?!.*u)/)
})

test('wholeScript runs nothing that a run recorded or a page calls itself', async () => {
  const x = { ...(await page([['id="a" readOnly', 'true']])), title: 'X\ntouch title' }
  const evidence = evidenceOf(x, 'ok\n')
  evidence.versions = { ...evidence.versions, istio: '1\necho hacked\r$(echo hacked)', kubernetes: '`echo hacked`' }
  evidence.platform = 'linux\u2028echo hacked'
  evidence.proofHash = HOSTILE
  const script = wholeScript(x, { state: 'changed', evidence }, `${ADDRESS}\necho hacked`)
  const { stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc'], { input: script, encoding: 'utf8' })
  expect(stdout).not.toContain('hacked')
  expect(stderr).toBe('')
})
