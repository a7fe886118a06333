import { count } from '../../shared/plural.ts'
import {
  allIstioVersions,
  differencesPath,
  duration,
  istioVersion,
  summary,
  xmlText,
  type Evidence,
} from '../../evidence/index.ts'
import { DESCRIPTION, TITLE } from '../shared/site.ts'
import { checksOf } from './status.ts'

/** The last recorded run of a runbook. */
export interface Run {
  title: string
  /** Absolute address of its page. */
  url: string
  /** Whether the page is still what was run. */
  state: 'verified' | 'changed'
  evidence: Evidence
}

/**
 * The recorded runs as an Atom feed (RFC 4287), the newest first. An entry's id names runbook and run: a new recording
 * is a new entry, everything else leaves it what it was.
 * @param home absolute address of the site, with a slash at its end
 */
export function atom(runs: readonly Run[], home: string): string {
  const newest = [...runs].sort((a, b) => b.evidence.startedAt.localeCompare(a.evidence.startedAt))
  const updated = newest[0]?.evidence.startedAt ?? '1970-01-01T00:00:00Z'
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `<title>${xmlText(TITLE)}: verification results</title>`,
    `<subtitle>${xmlText(DESCRIPTION)}</subtitle>`,
    `<id>${xmlText(home)}feed.xml</id>`,
    `<link rel="self" type="application/atom+xml" href="${xmlText(home)}feed.xml"/>`,
    `<link rel="alternate" type="text/html" href="${xmlText(home)}status/"/>`,
    `<updated>${xmlText(updated)}</updated>`,
    `<author><name>${xmlText(TITLE)}</name></author>`,
    ...newest.map((run) => entry(run, home)),
    '</feed>',
    '',
  ].join('\n')
}

function entry({ title, url, state, evidence }: Run, home: string): string {
  const { startedAt, durationMs, versions, steps } = evidence
  const checks = checksOf(evidence)
  const words = { verified: 'Verified', changed: 'Changed since verified' }
  const istio = istioVersion(versions)
  const path = differencesPath(versions)
  const differences = path
    ? ` <a href="${xmlText(home)}${path.slice(1)}">What differs from the published release</a>`
    : ''
  const facts = `${words[state]}: ${count(steps.length, 'step')}, ${count(checks, 'check')} on Istio ${allIstioVersions(versions)}, Kubernetes ${versions.kubernetes}, toolchain ${versions.toolchain}, in ${duration(durationMs)}.`
  return [
    '<entry>',
    `<title>${xmlText(title)}: ${words[state].toLowerCase()} on Istio ${xmlText(istio)}</title>`,
    `<id>${xmlText(url)}#run-${xmlText(startedAt)}</id>`,
    `<link rel="alternate" type="text/html" href="${xmlText(url)}#verification"/>`,
    `<updated>${xmlText(startedAt)}</updated>`,
    `<summary>${xmlText(facts)}</summary>`,
    `<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>${xmlText(facts)}${differences}</p><pre>${xmlText(summary(evidence))}</pre></div></content>`,
    '</entry>',
  ].join('\n')
}
