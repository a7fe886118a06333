import { expect, test } from '@playwright/test'
import type { ProofState } from '../../../../src/evidence/index.ts'
import { issueLink, report, repository } from '../../../../src/site/runbook/failure-report.ts'
import { HOSTILE } from '../../../support/hostile.ts'
import { none, ADDRESS, page, evidenceOf } from './pages.ts'

test('report has runbook, step, command, proof and versions, and asks for the rest', async () => {
  const x = await page([['id="a" readOnly', 'true']])
  const proof: ProofState = { state: 'changed', evidence: evidenceOf(x, 'ok\n') }
  const { title, body } = report({ page: x, proof, otherVersions: [] }, ADDRESS, { step: x.steps[0]!, number: 1 })
  expect(title).toBe('x, step 1 (a): it failed for me')
  for (const known of [
    'Runbook:  x',
    'Step:     1, T',
    'SHA-256 b5bea41b6c623f7c09f1bf24dcae58ebab3c0cdd90ad966bc43a45b44867e12b',
    `${ADDRESS}#step-a`,
    'changed since',
    'Istio 1.2.3, built from source, on Kubernetes 1.36.3',
  ])
    expect(body).toContain(known)
  for (const asked of [/What I ran it on/, /What it printed/, /What I expected/]) expect(body).toMatch(asked)
  expect(report({ page: x, proof: none, otherVersions: [] }, ADDRESS).body).toMatch(
    /^Runbook: {2}x\nStep:\nPage: .*\nProof: {4}none recorded\n/,
  )
})

test('repository and issueLink make an issue of a report only where a repository is named', () => {
  expect(repository('')).toBeUndefined()
  expect(repository('https://git.example/team/course/')).toBe('https://git.example/team/course')
  for (const wrong of ['git.example/team', 'javascript:alert(1)', 'git@git.example:team/course'])
    expect(() => repository(wrong)).toThrow(/is not the address of a repository/)
  const url = new URL(issueLink('https://git.example/team/course', { title: 'a & b', body: `x\n#${HOSTILE}` }))
  expect(url.pathname).toBe('/team/course/issues/new')
  expect([url.searchParams.get('title'), url.searchParams.get('body'), url.hash]).toEqual([
    'a & b',
    `x\n#${HOSTILE}`,
    '',
  ])
})
