import { expect, test } from '@playwright/test'
import { pageLabel } from '../../../../src/site/layout/page-label.ts'

test('pageLabel names the kind of a page, unless its title does', () => {
  const data = (minutes?: number, order?: number) => ({ minutes, sidebar: { order } })
  expect(pageLabel({ id: 'lessons/why', data: data(7, 1) })).toBe('Lesson 1 · 7 minutes to read')
  expect(pageLabel({ id: 'decisions/strict-now', data: data() })).toBe('Decision')
  expect(pageLabel({ id: 'runbooks/uninstall', data: data() })).toBe('Runbook')
  expect(pageLabel({ id: 'glossary', data: data() })).toBeUndefined()
})
