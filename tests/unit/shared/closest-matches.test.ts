import { expect, test } from '@playwright/test'
import { closestMatches } from '../../../src/shared/closest-matches.ts'

test('closestMatches gives the nearest names for a mistyped one, never none', () => {
  const known = ['install-canary', 'install-default', 'deploy-payments']
  expect(closestMatches('instal-canary', known)[0]).toBe('install-canary')
  expect(closestMatches('zzz', known).length).toBeGreaterThan(0)
})
