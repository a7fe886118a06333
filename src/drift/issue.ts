import { z } from 'zod'
import { PreconditionError } from '../shared/precondition-error.ts'
import { request } from './http.ts'
import { issueBody, issueTitle, MARKER } from './issue-body.ts'
import { allPassed } from './report.ts'
import type { Drift } from './schema.ts'

/** Where issues are, and who writes them. */
export interface IssueTracker {
  /** The address of the REST API, without a slash at its end. */
  api: string
  /** `owner/name` */
  repository: string
  /** The token of the workflow. */
  token: string
}

/** @see https://docs.github.com/en/rest/issues/issues */
const issue = z.object({
  number: z.int().positive(),
  body: z.string().nullish(),
  user: z.object({ type: z.string() }).nullish(),
  pull_request: z.unknown().optional(),
})

/**
 * Tells of a drift run in one issue: where something did not pass it is opened, or brought up to date; where all passed, the one
 * that is open is closed.
 * @returns what was done, as a sentence
 * @throws PreconditionError with the address and what the host answered
 */
export async function tellInIssue(tracker: IssueTracker, drift: Drift): Promise<string> {
  const open = await findIssue(tracker)
  if (allPassed(drift)) {
    if (open === undefined) return 'everything passed: no issue is needed'
    await write(tracker, 'PATCH', `issues/${open}`, { state: 'closed', state_reason: 'completed' })
    return `everything passed: issue ${open} is closed`
  }
  const text = { title: issueTitle(drift), body: issueBody(drift) }
  if (open !== undefined) {
    await write(tracker, 'PATCH', `issues/${open}`, text)
    return `issue ${open} is brought up to date`
  }
  return `issue ${await write(tracker, 'POST', 'issues', text)} is opened`
}

/** The open issue that an earlier run opened. People may quote its marker, so only what a program wrote is taken for it. */
async function findIssue(tracker: IssueTracker): Promise<number | undefined> {
  let address: string | undefined = addressOf(tracker, 'issues?state=open&per_page=100')
  while (address !== undefined) {
    const response = await request(address, { headers: headers(tracker) })
    const parsed = z.array(issue).safeParse(await response.json().catch(() => undefined))
    if (!parsed.success)
      throw new PreconditionError(`${address}: is no list of issues\n${z.prettifyError(parsed.error)}`)
    const found = parsed.data.find(
      ({ body, user, pull_request: change }) =>
        change === undefined && user?.type === 'Bot' && body?.startsWith(MARKER) === true,
    )
    if (found !== undefined) return found.number
    address = nextPage(response, tracker)
  }
  return undefined
}

/** The page that follows, on the same host: the token goes nowhere else. */
function nextPage(response: Response, { api }: IssueTracker): string | undefined {
  const next = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1]
  return next !== undefined && new URL(next).origin === new URL(api).origin ? next : undefined
}

async function write(tracker: IssueTracker, method: string, path: string, content: object): Promise<number> {
  const address = addressOf(tracker, path)
  const response = await request(address, { method, headers: headers(tracker), body: JSON.stringify(content) })
  const parsed = issue.safeParse(await response.json().catch(() => undefined))
  if (!parsed.success) throw new PreconditionError(`${address}: did not answer with the issue`)
  return parsed.data.number
}

function addressOf({ api, repository }: IssueTracker, path: string): string {
  return `${api}/repos/${repository}/${path}`
}

function headers({ token }: IssueTracker): Record<string, string> {
  return {
    Accept: 'application/vnd.github+json',
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/json',
    'User-Agent': 'proving-ground',
    'X-GitHub-Api-Version': '2022-11-28',
  }
}
