import { listPages } from '../../page/index.ts'
import { ROOT } from '../../shared/root.ts'
import { atom, type Run } from '../status/feed.ts'
import { link } from '../shared/link.ts'
import { runbook } from '../runbook/runbook.ts'

/** The last recorded run of each runbook, for programs that tell when something is new. */
export async function GET({ site }: { site: URL | undefined }): Promise<Response> {
  const all = await Promise.all((await listPages(ROOT)).map(runbook))
  const runs = all.flatMap(({ page, proof }): Run[] => {
    if (proof.state === 'none') return []
    const url = new URL(link(`/runbooks/${page.id}/`), site).href
    return [{ title: page.title, url, state: proof.state, evidence: proof.evidence }]
  })
  return new Response(atom(runs, new URL(link('/'), site).href), {
    headers: { 'content-type': 'application/atom+xml' },
  })
}
