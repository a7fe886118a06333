import { expect, test } from '@playwright/test'
import { cardHead } from '../../../../src/site/layout/social-meta.ts'

test('cardHead gives the picture beside a link a whole address, below the base path', () => {
  for (const base of ['/some/base/', '/some/base'])
    expect(cardHead('https://example.org', base)[0]?.attrs.content).toBe(
      'https://example.org/some/base/social-card.png',
    )
})
