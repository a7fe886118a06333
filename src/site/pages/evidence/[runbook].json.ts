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
  new Response(`${JSON.stringify(props.evidence, null, 2).replace(UNSEEN, escape)}\n`, { headers: { 'content-type': 'application/json' } })

/** What turns the direction of text, or what a terminal would act on; JSON has an escape for each. */
const UNSEEN = /[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
