import type { APIRoute, GetStaticPaths } from 'astro'
import { CONTROL_CHARACTERS, type Evidence } from '../../../evidence/index.ts'
import { allEvidence } from '../../runbook/downloads.ts'

/** The evidence of a runbook, as it was recorded. */
export const getStaticPaths = (async () =>
  (await allEvidence()).map((evidence) => ({
    params: { runbook: evidence.runbook },
    props: { evidence },
  }))) satisfies GetStaticPaths

export const GET: APIRoute<{ evidence: Evidence }> = ({ props }) =>
  new Response(`${JSON.stringify(props.evidence, null, 2).replace(CONTROL_CHARACTERS, escape)}\n`, {
    headers: { 'content-type': 'application/json' },
  })

/** JSON has an escape for each. */
function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
