import { expect, test } from '@playwright/test'
import type { Evidence } from '../../../../src/evidence/index.ts'
import { PROJECT } from '../../../../src/shared/root.ts'
import { listNotRun, notRunId, notRunOf } from '../../../../src/site/not-run/not-run.ts'
import { sums } from '../../../../src/site/status/status.ts'

const run = (startedAt: string, durationMs: number, checks: number[]) =>
  ({ startedAt, durationMs, steps: checks.map((n) => ({ checks: Array(n).fill({}) })) }) as unknown as Evidence

test('sums add up over runbooks in every state', () =>
  expect(
    sums([
      { proof: { state: 'verified', evidence: run('2026-11-02T00:00:00Z', 1000, [2, 3]) } },
      { proof: { state: 'changed', evidence: run('2026-11-01T00:00:00Z', 500, [1]) } },
      { proof: { state: 'none' } },
    ]),
  ).toEqual({
    runbooks: 3,
    verified: 1,
    changed: 1,
    none: 1,
    steps: 3,
    checks: 6,
    durationMs: 1500,
    oldest: '2026-11-01T00:00:00Z',
  }))

test('sums have no oldest proof where nothing was recorded', () =>
  expect(sums([{ proof: { state: 'none' } }])).toMatchObject({ verified: 0, durationMs: 0, oldest: undefined }))

const PAGE = `---
title: "A: page"
---

import { NotRun } from 'x'

<NotRun reason="ztunnel" command="istioctl ztunnel-config workload" />

This was run. <Shown by="a#b" /> This
was *not*. <Unproven because="internet" />

- Nor \`this\`. <Unproven because="ztunnel" />
`

test('notRunOf finds what was not run, with its reason and where it stands', () =>
  expect(notRunOf('runbooks/a.mdx', PAGE)).toEqual([
    {
      reason: 'ztunnel',
      kind: 'command',
      text: 'istioctl ztunnel-config workload',
      path: `runbooks/a/#${notRunId('istioctl ztunnel-config workload')}`,
      title: 'A: page',
    },
    { reason: 'internet', kind: 'statement', text: 'This was not.', path: 'runbooks/a/', title: 'A: page' },
    { reason: 'ztunnel', kind: 'statement', text: 'Nor this.', path: 'runbooks/a/', title: 'A: page' },
  ]))

test('notRunOf leads to pages where the site puts them', () => {
  for (const [name, path] of [
    ['index.mdx', ''],
    ['glossary.mdx', 'glossary/'],
    ['lessons/index.mdx', 'lessons/'],
    ['lessons/my-index.mdx', 'lessons/my-index/'],
  ])
    expect(notRunOf(name!, PAGE)[1]!.path).toBe(path)
})

test('listNotRun finds every use on the pages of the course, each with a reason', async () => {
  const all = await listNotRun(PROJECT)
  expect(all.filter(({ kind }) => kind === 'command').length).toBeGreaterThanOrEqual(4)
  expect(all).toContainEqual({
    reason: 'internet',
    kind: 'legacy',
    text: 'C12',
    path: 'legacy-commands/#c12',
    title: '83 commands of an older guide, re-run',
  })
  for (const { reason, text } of all) expect([typeof reason, text.length > 0]).toEqual(['string', true])
})
