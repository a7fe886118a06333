import { expect, test } from '@playwright/test'
import { socialMeta } from '../../../../src/site/layout/social-meta.ts'

test('socialMeta gives the picture beside a link a whole address, below the base path', () => {
  for (const base of ['/some/base/', '/some/base'])
    expect(socialMeta('https://example.org', base)[0]?.attrs.content).toBe(
      'https://example.org/some/base/social-card.png',
    )
})
