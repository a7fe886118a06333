import { expect, test } from '@playwright/test'
import type { Nodes } from 'mdast'
import { issueBody, tellInIssue, type DriftResult } from '../../../src/drift/index.ts'
import { visible } from '../../../src/evidence/index.ts'
import { MARKER } from '../../../src/drift/issue-body.ts'
import { HOSTILE } from '../../support/hostile.ts'
import { madeUpDrift } from '../../support/made-up-drift.ts'
import { parseMarkdown } from '../../support/markdown.ts'
import { StandInPublishers } from '../../support/publishers.ts'

const passed: DriftResult = { id: 'uninstall', outcome: 'passed' }
const failed: DriftResult = {
  id: 'install-canary',
  outcome: 'failed',
  failure: {
    step: 'restart',
    command: 'kubectl rollout restart deployment/web',
    expected: ['pods of `web` are replaced'],
    seen: 'pods of web are those of before',
  },
}
const drift = madeUpDrift([failed, passed])

test('the issue says the versions, and of each failure step, command, what was expected and what was seen', () => {
  const body = issueBody(drift)
  expect(body).toContain(
    '- `istio-patch`: Istio 1.31.10 and 1.30.8, Kubernetes 1.36.4, kind 0.33.0: 1 of 2 runbooks passed',
  )
  expect(body).toContain('### install-canary, istio-patch: failed')
  for (const text of ['restart', 'kubectl rollout restart deployment/web', 'pods of web are those of before'])
    expect(body).toContain(`\`\`\`text\n${text}\n\`\`\``)
  expect(body).toContain('(https://git.example.org/team/course/actions/runs/7)')
})

test('what a command printed is code in the issue, whatever it holds, and mentions nobody', () => {
  const hostile = visible(HOSTILE)
  const seen = `${hostile}\n\`\`\`\`\`\n@team [x](javascript:1) <img src=x>`
  const failure = { step: '`a`', command: '```\n# not a heading', expected: [hostile], seen }
  const tree = parseMarkdown(issueBody(madeUpDrift([{ ...failed, failure }])))
  const shown = nodes(tree)
  expect(shown.filter(({ type }) => type === 'html')).toEqual([expect.objectContaining({ value: MARKER })])
  expect(shown.flatMap((node) => (node.type === 'link' ? [node.url] : []))).toEqual([drift.address])
  expect(shown.flatMap((node) => (node.type === 'code' ? [node.value] : []))).toEqual([
    failure.step,
    failure.command,
    hostile,
    seen,
  ])
  expect(shown.some((node) => node.type === 'text' && node.value.includes('@'))).toBe(false)
})

test('an issue is never longer than its host takes, and names every runbook that did not pass', () => {
  const failure = { ...failed.failure!, seen: 'x'.repeat(4000) }
  const many = Array.from({ length: 100 }, (_one, i): DriftResult => ({ ...failed, id: `runbook-${i}`, failure }))
  const body = issueBody(madeUpDrift(many))
  expect(body.length).toBeLessThan(65_536)
  for (const { id } of many) expect(body).toMatch(new RegExp(`\\b${id}\\b`))
})

test.describe('on a host of issues', () => {
  let host: StandInPublishers
  let tracker: Parameters<typeof tellInIssue>[0]
  test.beforeEach(async () => {
    host = new StandInPublishers()
    tracker = { api: `${await host.start()}/api`, repository: 'team/course', token: 't0ken' }
    // A person who quotes the text, a program's change, and another program's issue.
    for (const other of [
      { user: { type: 'User' }, body: issueBody(drift) },
      { user: { type: 'Bot' }, body: MARKER, pull_request: {} },
      { user: { type: 'Bot' }, body: `Dashboard\n${MARKER}` },
      { user: { type: 'Bot' }, body: null },
    ] as const)
      host.issues.push({ number: host.issues.length + 1, title: 'Other', state: 'open', ...other })
  })
  test.afterEach(() => host.stop())

  test('tellInIssue opens one issue, brings that one up to date, and closes it where all passed', async () => {
    expect(await tellInIssue(tracker, drift)).toBe('issue 5 is opened')
    expect(host.issues[4]).toMatchObject({
      title: 'Runbooks fail on newer versions (istio-patch)',
      body: issueBody(drift),
    })
    const later = { ...drift, at: '2026-11-30T04:17:00.000Z' }
    expect(await tellInIssue(tracker, later)).toBe('issue 5 is brought up to date')
    expect(host.issues[4]!.body).toContain('2026-11-30')
    expect(await tellInIssue(tracker, madeUpDrift([passed]))).toBe('everything passed: issue 5 is closed')
    expect(await tellInIssue(tracker, madeUpDrift([passed]))).toBe('everything passed: no issue is needed')
    expect(host.issues.map(({ state }) => state)).toEqual(['open', 'open', 'open', 'open', 'closed'])
    expect(host.issues.slice(0, 4).every(({ title }) => title === 'Other')).toBe(true)
  })

  test('tellInIssue opens an issue for a run of which no result is known', async () => {
    expect(await tellInIssue(tracker, madeUpDrift([]))).toBe('issue 5 is opened')
    expect(host.issues[4]!.body).toContain('kind 0.33.0: no result is known')
  })

  test('tellInIssue says which address refused it', async () => {
    host.answers.set('api/repos/team/course/issues', { status: 403, text: '{"message":"Resource not accessible"}' })
    await expect(tellInIssue(tracker, drift)).rejects.toThrow(
      /\/repos\/team\/course\/issues\S*: answered 403 Forbidden: .*Resource not accessible/,
    )
  })
})

function nodes(node: Nodes): Nodes[] {
  return [node, ...('children' in node ? node.children.flatMap(nodes) : [])]
}
