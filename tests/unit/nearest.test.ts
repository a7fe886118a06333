import { expect, test } from '@playwright/test'
import { nearest } from '../../src/nearest.ts'

test('a mistyped name leads to the nearest, never to none', () => {
  const known = ['install-canary', 'install-default', 'deploy-payments']
  expect(nearest('instal-canary', known)[0]).toBe('install-canary')
  expect(nearest('zzz', known).length).toBeGreaterThan(0)
})
