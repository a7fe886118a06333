import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { cleanEnvironment, inProject, npmRun } from '../support/project.ts'

// The first time Go downloads actionlint and builds it.
test.setTimeout(10 * 60_000)

test('npm run check:workflows finds nothing wrong with the workflows', async () => {
  const { code, text: printed } = await npmRun(['check:workflows'])
  expect(printed).toBe('')
  expect(code).toBe(0)
})

test('npm run check:workflows finds a job and a step that do not exist', async () => {
  const wrong = (await readFile(inProject('.github/workflows/pages.yml'), 'utf8'))
    .replace('needs: build', 'needs: built')
    .replace('steps.pages.outputs.origin', 'steps.page.outputs.origin')
  const child = spawn('npm', ['run', '--silent', 'check:workflows', '--', '-'], {
    cwd: inProject(),
    env: cleanEnvironment(),
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(wrong)
  const printed = await text(child.stdout)
  expect(printed).toContain('job "deploy" needs job "built" which does not exist')
  expect(printed).toContain('property "page" is not defined')
})
