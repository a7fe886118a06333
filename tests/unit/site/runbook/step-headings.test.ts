import { expect, test } from '@playwright/test'
import type { Page } from '../../../../src/page/index.ts'
import { headingId, headingLevel, withSteps } from '../../../../src/site/runbook/step-headings.ts'

test('withSteps puts steps below their headings, before what is nested there, in the order of the page', async () => {
  const items = [
    { depth: 2, slug: '_top', text: 'Overview', children: [] },
    { depth: 2, slug: 'its', text: 'It’s here', children: [{ depth: 3, slug: 'deep', text: 'Deep', children: [] }] },
    { depth: 2, slug: 'clean-up', text: 'Clean up', children: [] },
  ]
  const step = (id: string, heading: string) => ({ id, title: `Title of ${id}`, heading }) as Page['steps'][number]
  const steps = [step('first', ''), step('a', "It's here"), step('b', 'Deep'), step('u', 'Clean up')]
  const outline = withSteps(items, steps)
  const lines = (list: typeof outline): string[] =>
    list.flatMap((i) => [`${i.depth} ${i.text} #${i.slug}`, ...lines(i.children)])
  expect(lines(outline)).toEqual([
    '2 Overview #_top',
    '3 1. Title of first #step-first-title',
    '2 It’s here #its',
    '3 2. Title of a #step-a-title',
    '3 Deep #deep',
    '4 3. Title of b #step-b-title',
    '2 Clean up #clean-up',
    '3 4. Title of u #step-u-title',
  ])
  expect(headingId(steps[1]!)).toBe('step-a-title')
  const headings = [
    { depth: 2, text: 'It’s here' },
    { depth: 3, text: 'Deep' },
  ]
  expect(steps.map((s) => headingLevel(s, headings))).toEqual([2, 3, 4, 2])
})
