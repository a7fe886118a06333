import type { APIRoute } from 'astro'
import { listPages } from '../../page/index.ts'
import { ROOT } from '../../root.ts'
import { capturedMessages } from '../lib/captured-messages.ts'
import { loadMessages } from '../lib/messages.ts'
import { runbook } from '../lib/runbook.ts'

/** Every captured message, for the search: read only when somebody searches. */
export const GET: APIRoute = async () => {
  const runbooks = await Promise.all((await listPages(ROOT)).map(runbook))
  return Response.json(capturedMessages(runbooks, await loadMessages()))
}
