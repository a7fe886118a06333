import type { APIRoute, GetStaticPaths } from 'astro'
import type { Evidence } from '../../../evidence/index.ts'
import { allEvidence } from '../../runbook/downloads.ts'
import { jsonDownload } from '../../runbook/json-download.ts'

/** The evidence of a runbook, as it was recorded. */
export const getStaticPaths = (async () =>
  (await allEvidence()).map((evidence) => ({
    params: { runbook: evidence.runbook },
    props: { evidence },
  }))) satisfies GetStaticPaths

export const GET: APIRoute<{ evidence: Evidence }> = ({ props }) => jsonDownload(props.evidence)
