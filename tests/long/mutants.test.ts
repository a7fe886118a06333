import { expect, test } from '@playwright/test'
import { npmRun } from '../support/project.ts'

for (const id of ['install-canary', 'break-webhook', 'revision-tags']) {
  test(`no command of ${id} can be left out without a check noticing`, async () => {
    const { code, text } = await npmRun(['mutate', id])
    expect(code, text.slice(text.lastIndexOf('Mutants of'))).toBe(0)
  })
}
