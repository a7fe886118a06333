import type { APIRoute } from 'astro'
import { listPages } from '../../page/index.ts'
import { ROOT } from '../../shared/root.ts'
import { capturedMessages } from '../messages/captured-messages.ts'
import { loadMessages } from '../messages/messages.ts'
import { runbook } from '../runbook/runbook.ts'
import { loadSources } from '../lesson/sources.ts'

/** Every message that the search knows, for the search: read only when somebody searches. */
export const GET: APIRoute = async () => {
  const runbooks = await Promise.all((await listPages(ROOT)).map(runbook))
  const messages = await loadMessages()
  return Response.json(capturedMessages(runbooks, messages, messages.length > 0 ? await loadSources() : []))
}
