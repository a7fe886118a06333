import type { APIRoute, GetStaticPaths } from 'astro'
import { loadDrift, type Drift } from '../../drift/index.ts'
import { jsonDownload } from '../runbook/json-download.ts'

/** What the last drift run found; no such file where none is known. */
export const getStaticPaths = (async () => {
  const drift = await loadDrift()
  return drift === undefined ? [] : [{ params: { drift: 'drift' }, props: { drift } }]
}) satisfies GetStaticPaths

export const GET: APIRoute<{ drift: Drift }> = ({ props }) => jsonDownload(props.drift)
