import { expect, test } from '@playwright/test'
import { loadPage } from '../../../../src/page/index.ts'
import { ROOT } from '../../../../src/shared/root.ts'
import { FORMER_STEPS, formerIds } from '../../../../src/site/runbook/former-steps.ts'

test('a former step is gone from its page, and leads to one that is there', async () => {
  for (const [runbook, former] of Object.entries(FORMER_STEPS)) {
    const ids = (await loadPage(ROOT, runbook)).steps.map(({ id }) => id)
    for (const [id, now] of Object.entries(former)) {
      expect(ids, `${runbook}: ${id}`).not.toContain(id)
      expect(ids, `${runbook}: ${id}`).toContain(now)
      expect(formerIds(runbook, now)).toContain(id)
    }
  }
})
