import { expect, test } from '@playwright/test'
import { npmRun } from '../support/project.ts'

for (const id of ['install-canary', 'upgrade-in-place', 'upgrade-helm']) {
  test(`no command of ${id} can be left out without a check noticing`, async () => {
    const { code, text } = await npmRun(['mutate', id])
    // Without a summary it could not run: then the last lines say why.
    expect(code, /^Mutants of [^]*/m.exec(text)?.[0] ?? text.slice(-4000)).toBe(0)
  })
}
