import { PreconditionError } from '../../shared/precondition-error.ts'

/** The name of the site, as it stands in titles, feed and index. */
export const TITLE = 'Proving Ground'

/** The site in a sentence. */
export const DESCRIPTION = 'Installing and operating Istio, with its commands run on a real cluster.'

/** Where the site will be served. */
export interface Address {
  /** Scheme and host. */
  site: string
  /** The path below it, with slashes at both ends. */
  base: string
}

/**
 * What `SITE_URL` and `SITE_BASE` say, with defaults for a local preview.
 * @throws PreconditionError that names the setting and what it would have to be
 */
export function address(environment: NodeJS.ProcessEnv = process.env): Address {
  return { site: siteOf(environment['SITE_URL'] ?? ''), base: baseOf(environment['SITE_BASE'] ?? '') }
}

/** @throws PreconditionError for the first of `SITE_URL`, `SITE_BASE` and `SITE_REPOSITORY` that cannot be meant */
export function checkSettings(environment: NodeJS.ProcessEnv = process.env): void {
  address(environment)
  repository(environment['SITE_REPOSITORY'] ?? '')
}

/**
 * Where issues go: the setting `SITE_REPOSITORY`, such as `https://git.example.org/team/course`; undefined: not set.
 * @throws PreconditionError when it is no http or https address: the build fails
 */
export function repository(setting = process.env['SITE_REPOSITORY']): string | undefined {
  if (!setting) return undefined
  const url = URL.canParse(setting) ? new URL(setting) : undefined
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    throw new PreconditionError(
      `SITE_REPOSITORY=${setting}: is not the address of a repository, such as https://git.example.org/team/course`,
    )
  return url.href.replace(/\/+$/, '')
}

/** Scheme, host and port. Anything else is refused, because it would be dropped without a word. */
function siteOf(setting: string): string {
  if (setting === '') return 'http://localhost:4321'
  const url = URL.canParse(setting) ? new URL(setting) : undefined
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    throw new PreconditionError(`SITE_URL=${setting}: is not an http or https address, such as https://example.org`)
  if (url.pathname !== '/' && url.search === '' && url.hash === '')
    throw new PreconditionError(
      `SITE_URL=${setting}: has a path, which goes into SITE_BASE: SITE_URL=${url.origin} SITE_BASE=${url.pathname}`,
    )
  if (url.href !== `${url.origin}/`)
    throw new PreconditionError(`SITE_URL=${setting}: is more than a scheme and a host; write SITE_URL=${url.origin}`)
  return setting
}

/** A path that a browser does not rewrite. */
function baseOf(setting: string): string {
  const base = setting.replace(/^\/|\/$/g, '')
  if (base === '') return '/'
  const path = `/${base}/`
  if (path.includes('//') || !/^[\w.~%/-]+$/.test(path) || new URL(path, 'http://localhost').pathname !== path)
    throw new PreconditionError(
      `SITE_BASE=${setting}: is not a path below the site, such as /istio/ (letters, digits and . _ ~ - between slashes; no .. in it)`,
    )
  return path
}

/**
 * Where a page lies as Markdown: its own address, without the last slash, with `.md`.
 * @param path of the page below the base: `runbooks/install-canary/`, empty for the first page
 */
export function markdownPath(path: string): string {
  return `${path.replace(/\/$/, '') || 'index'}.md`
}

/**
 * The absolute address of a page, from that of a runbook's page.
 * @param path of the page below the base, with a slash before it
 * @param runbook absolute address, with a slash at its end
 */
export function besideRunbooks(path: string, runbook: string): string {
  return new URL(`../..${path}`, runbook).href
}
