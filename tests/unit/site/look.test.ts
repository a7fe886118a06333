import { readFileSync } from 'node:fs'
import { globSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { checkLine, runFacts, trafficLine } from '../../../src/site/runbook/check-words.ts'
import { columnsOf } from '../../../src/site/excerpt/table-columns.ts'
import { cardHead } from '../../../src/site/layout/social-meta.ts'
import { kindOf } from '../../../src/site/layout/page-label.ts'
import type { Evidence } from '../../../src/evidence/index.ts'
import { inProject } from '../../support/project.ts'

test('at most four parts of Starlight are replaced, and nothing reaches into its insides', () => {
  const config = readFileSync(inProject('src/site/config.ts'), 'utf8')
  const components = /components: \{([^}]*)\}/.exec(config)?.[1] ?? ''
  const overrides = components.match(/^\s*\w+:/gm) ?? []
  expect(overrides.length).toBeGreaterThan(0)
  expect(overrides.length).toBeLessThanOrEqual(4)
  expect(config).not.toMatch(/\balias\b/)
  const inside = globSync(inProject('src/site/**/*.{astro,ts,css}')).filter((file) =>
    /starlight\/(dist|components-internals|style|utils|routes|internal)|virtual:starlight/.test(
      readFileSync(file, 'utf8'),
    ),
  )
  expect(inside).toEqual([])
})

const TABLE = `NAME            CLUSTER        CDS              ISTIOD
one.payments    Kubernetes     SYNCED (9s)      istiod-canary
b.payments      Kubernetes     SYNCED (15s)     istiod-canary
`

test('columns of a printed table keep their text and stay aligned', () => {
  const { rows, all } = columnsOf(TABLE, ['NAME', 'CDS', 'ISTIOD'])
  expect(all).toBe(4)
  expect(rows.map((row) => row.join(''))).toEqual([
    'NAME           CDS            ISTIOD',
    'one.payments   SYNCED (9s)    istiod-canary',
    'b.payments     SYNCED (15s)   istiod-canary',
  ])
})

test('a column that is not there is named, with the nearest', () => {
  expect(() => columnsOf(TABLE, ['NAMES'])).toThrow(/no column NAMES; nearest: NAME/)
})

test('a check says what it saw before and after only where that tells something', () => {
  const data = { subject: { type: 'output' as const }, matcher: 'contains', args: ['x'], sentence: 's' }
  const check = { ...data, passed: true, waitedMs: 0 }
  expect(checkLine({ ...check, before: 'not tried', observedBefore: '', observed: 'a row' })).toEqual({ sentence: 's' })
  expect(checkLine({ ...check, before: 'false', observedBefore: 'old', observed: 'new' })).toEqual({
    sentence: 's',
    was: 'old',
    now: 'new',
  })
  expect(checkLine({ ...check, before: 'true', observedBefore: 'same', observed: 'same' })).toEqual({
    sentence: 's',
    now: 'same',
  })
  expect(checkLine({ ...check, before: 'unknown', observedBefore: 'error: socket hang up', observed: 'new' })).toEqual({
    sentence: 's',
    was: 'not known',
    now: 'new',
  })
})

test('only requests that went out while a step ran are counted beside it', () => {
  const step = (id: string) => ({ id, exitCode: 1, durationMs: 900, command: `ask "$${id.toUpperCase()}"` })
  const span = { route: 'a to b', requests: 3, failures: 0, firstFailures: [], fromStep: 'b', toStep: 'c' }
  const evidence = {
    startedAt: '2026-11-01T12:00:00.000Z',
    versions: { istio: '1.2.3', kubernetes: '1.36.3' },
    variables: { A: 'one', B: 'two' },
    steps: ['a', 'b', 'c', 'd'].map(step),
    traffic: [span, { ...span, requests: 4, failures: 1, toStep: 'd' }],
  } as unknown as Evidence
  expect(trafficLine(evidence, 'a')).toBeUndefined()
  expect(trafficLine(evidence, 'd')).toBe('4 requests, from before step 2 until after step 4, over one route: 1 failed')
  expect(trafficLine(evidence, 'b')).toBe('7 requests, from before step 2 until after step 4, over 2 routes: 1 failed')
  expect(runFacts(evidence, 'a')).toEqual([
    ['Ran', '2026-11-01'],
    ['Exit', '1, after 0.9 s'],
    ['Istio', '1.2.3'],
    ['Kubernetes', '1.36.3'],
    ['A', 'one'],
  ])
})

test('the picture beside a link has a whole address, below the base path', () => {
  for (const base of ['/some/base/', '/some/base'])
    expect(cardHead('https://example.org', base)[0]?.attrs.content).toBe(
      'https://example.org/some/base/social-card.png',
    )
})

test('a page says its kind, unless its title does', () => {
  const data = (minutes?: number, order?: number) => ({ minutes, sidebar: { order } })
  expect(kindOf({ id: 'lessons/why', data: data(7, 1) })).toBe('Lesson 1 · 7 minutes to read')
  expect(kindOf({ id: 'decisions/strict-now', data: data() })).toBe('Decision')
  expect(kindOf({ id: 'runbooks/uninstall', data: data() })).toBe('Runbook')
  expect(kindOf({ id: 'glossary', data: data() })).toBeUndefined()
})
