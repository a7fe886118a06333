import type { APIRoute, GetStaticPaths } from 'astro'
import { listPages } from '../../../page/index.ts'
import { ROOT } from '../../../shared/root.ts'
import { link } from '../../shared/link.ts'
import { runbook } from '../../runbook/runbook.ts'
import { wholeScript } from '../../runbook/download-script.ts'

/** A runbook as one script, with the default values. */
export const getStaticPaths = (async () =>
  (await listPages(ROOT)).map((id) => ({ params: { runbook: id } }))) satisfies GetStaticPaths

export const GET: APIRoute = async ({ params, site }) => {
  const { page, proof } = await runbook(params['runbook']!)
  return new Response(wholeScript(page, proof, new URL(link(`/runbooks/${page.id}/`), site).href), {
    headers: { 'content-type': 'text/x-shellscript; charset=utf-8' },
  })
}
