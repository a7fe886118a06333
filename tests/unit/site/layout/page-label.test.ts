import { expect, test } from '@playwright/test'
import { kindOf } from '../../../../src/site/layout/page-label.ts'

test('kindOf names the kind of a page, unless its title does', () => {
  const data = (minutes?: number, order?: number) => ({ minutes, sidebar: { order } })
  expect(kindOf({ id: 'lessons/why', data: data(7, 1) })).toBe('Lesson 1 · 7 minutes to read')
  expect(kindOf({ id: 'decisions/strict-now', data: data() })).toBe('Decision')
  expect(kindOf({ id: 'runbooks/uninstall', data: data() })).toBe('Runbook')
  expect(kindOf({ id: 'glossary', data: data() })).toBeUndefined()
})
