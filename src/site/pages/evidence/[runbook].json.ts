import type { APIRoute, GetStaticPaths } from 'astro'
import type { Evidence } from '../../../evidence/index.ts'
import { allEvidence } from '../../lib/evidence-pages.ts'

/** The evidence of a runbook, as it was recorded. */
export const getStaticPaths = (async () =>
  (await allEvidence()).map((evidence) => ({
    params: { runbook: evidence.runbook },
    props: { evidence },
  }))) satisfies GetStaticPaths

export const GET: APIRoute<{ evidence: Evidence }> = ({ props }) =>
  new Response(`${JSON.stringify(props.evidence, null, 2)}\n`, { headers: { 'content-type': 'application/json' } })
