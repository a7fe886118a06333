import { PreconditionError } from '../shared/precondition-error.ts'
import type { IssueTracker } from './issue.ts'

const GITHUB_API = 'https://api.github.com'

/** The page of the workflow's run; undefined: this is none. */
export function runAddress(environment = process.env): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = environment
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}` : undefined
}

/** The workflow's token where GitHub itself runs the workflow; another host's token is nothing for GitHub. */
export function tokenForGitHub(environment = process.env): string | undefined {
  const { GITHUB_API_URL: api = GITHUB_API, GITHUB_TOKEN: token } = environment
  return api === GITHUB_API && token ? token : undefined
}

/** Where the workflow may write issues. @throws PreconditionError that names the variable that is missing */
export function issueTracker(environment = process.env): IssueTracker {
  const { GITHUB_API_URL: api = GITHUB_API, GITHUB_REPOSITORY: repository, GITHUB_TOKEN: token } = environment
  const missing = Object.entries({ GITHUB_REPOSITORY: repository, GITHUB_TOKEN: token }).filter(([, value]) => !value)
  if (missing.length > 0)
    throw new PreconditionError(
      `--issue needs ${missing.map(([name]) => name).join(' and ')}, which a workflow sets; without --issue the text is printed`,
    )
  return { api: api.replace(/\/$/, ''), repository: repository!, token: token! }
}
