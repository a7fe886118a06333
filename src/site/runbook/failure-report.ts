import { allIstioVersions, differencesPath, sha256 } from '../../evidence/index.ts'
import type { Step } from '../../page/index.ts'
import type { Runbook } from './runbook.ts'
import { besideRunbooks } from '../shared/site.ts'

/** What somebody tells us for whom a step did not work. */
export interface Report {
  title: string
  body: string
}

/**
 * A report with all that the page knows filled in, and room for what only the reader knows.
 * @param address of the page
 * @param at the step with its number; undefined: the reader names it
 */
export function report({ page, proof }: Runbook, address: string, at?: { step: Step; number: number }): Report {
  const { step, number } = at ?? {}
  const differences = proof.state === 'none' ? undefined : differencesPath(proof.evidence.versions)
  const known: [string, string][] = [
    ['Runbook', page.id],
    ['Step', step ? `${number}, ${step.title}` : ''],
    ['Command', step ? `SHA-256 ${sha256(step.command)}` : ''],
    ['Page', step ? `${address}#step-${step.id}` : address],
    ...(proof.state === 'none'
      ? ([['Proof', 'none recorded']] as [string, string][])
      : ([
          ['Proof', `${proof.evidence.proofHash}${proof.state === 'changed' ? ' (the page has changed since)' : ''}`],
          ['Recorded', `${proof.evidence.startedAt}, ${proof.evidence.platform}`],
          [
            'With',
            `Istio ${allIstioVersions(proof.evidence.versions)}, on Kubernetes ${proof.evidence.versions.kubernetes}, kind ${proof.evidence.versions.kind}`,
          ],
          ['Differs', differences ? besideRunbooks(differences, address) : ''],
        ] as [string, string][])),
  ]
  return {
    title: `${page.id}${step ? `, step ${number} (${step.id})` : ''}: it failed for me`,
    body: [
      ...known
        .filter(([name, value]) => value !== '' || name === 'Step')
        .map(([name, value]) => `${`${name}:`.padEnd(10)}${value}`.trimEnd()),
      '',
      ...QUESTIONS.flatMap((question) => [question, '', '']),
    ]
      .join('\n')
      .trimEnd(),
  }
}

/** What only the reader knows. */
const QUESTIONS = [
  'What I ran it on (Istio, Kubernetes, whose cluster):',
  'What it printed, and its exit code (no tokens or keys, please):',
  'What I expected:',
]

/** The address of a new issue with the report in it, as GitHub and those like it understand it. */
export function issueLink(repository: string, { title, body }: Report): string {
  return `${repository}/issues/new?${new URLSearchParams({ title, body })}`
}

export { repository } from '../shared/site.ts'
